"""The catalogue of courses (R3.1)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base


class Course(Base):
    """A course with its credits; a course outside the GPA says so by its flag (R6.2)."""

    __tablename__ = "courses"
    __table_args__ = (CheckConstraint("credits > 0", name="credits"),)

    course_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, str]]
    credits: Mapped[int]
    faculty_id: Mapped[UUID] = mapped_column(ForeignKey("faculties.faculty_id"), index=True)
    in_gpa: Mapped[bool] = mapped_column(default=True)
    folded: Mapped[str]
