"""Registrations of ordinary terms, as an import brought them in; their results are grading's (R3.2)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base


class Registration(Base):
    """A student in a section; ``student_load`` is the source's load of his term: kept, never priced or counted."""

    __tablename__ = "registrations"
    __table_args__ = (CheckConstraint("attempt > 0", name="attempt"),)

    registration_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(ForeignKey("students.student_id"), index=True)
    section_id: Mapped[UUID] = mapped_column(ForeignKey("sections.section_id"), index=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.course_id"))
    term_id: Mapped[UUID] = mapped_column(ForeignKey("terms.term_id"))
    attempt: Mapped[int]
    registered_on: Mapped[date | None]
    left_on: Mapped[date | None]
    leaving: Mapped[str | None]
    student_load: Mapped[int | None]


class RecordsLoad(Base):
    """How far an import of records has come: the number of its last batch that is in."""

    __tablename__ = "records_loads"

    source: Mapped[str] = mapped_column(primary_key=True)
    batch: Mapped[int]
    batches: Mapped[int]
    updated_at: Mapped[datetime]


class RecordsReport(Base):
    """A line of a source that could not be taken as it stands: where, why, and what was done with it."""

    __tablename__ = "records_report"

    source: Mapped[str] = mapped_column(primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str]
    line: Mapped[int]
    why: Mapped[str]
    done: Mapped[str]
