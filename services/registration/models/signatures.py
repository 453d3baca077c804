"""Students' signatures that a course be held in the summer (R8.2)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded


class WishedCourse(Base):
    """A course wished for in the summer of an academic year: the row that counts, locked by whoever signs."""

    __tablename__ = "wished_courses"
    __table_args__ = (CheckConstraint("signed >= 0", name="signed"),)

    academic_year: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.course_id"), primary_key=True)
    signed: Mapped[int] = mapped_column(default=0)
    """Signatures that stand."""
    proposal_id: Mapped[UUID | None] = mapped_column(ForeignKey("term_proposals.proposal_id"), index=True)
    """The proposal that they made when the number was reached; from then on none is taken back."""


class Signature(Base, Recorded):
    """One person's signature; one that was taken back stays as a row."""

    __tablename__ = "signatures"
    __table_args__ = (
        CheckConstraint("purpose IN ('debt', 'difference', 'prerequisite', 'additional')", name="purpose"),
        Index(
            "uq_signatures_one_a_person",
            "academic_year",
            "course_id",
            "student_id",
            unique=True,
            postgresql_where=text("taken_back_at IS NULL"),
        ),
    )

    signature_id: Mapped[UUID] = mapped_column(primary_key=True)
    academic_year: Mapped[int]
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.course_id"), index=True)
    student_id: Mapped[UUID] = mapped_column(ForeignKey("students.student_id"), index=True)
    purpose: Mapped[str]
    signed_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
