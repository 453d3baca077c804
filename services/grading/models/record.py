"""The record of a student's learning: attempts for ever, the debts they leave, the average they make (R6, R9.1)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Numeric, UniqueConstraint, Uuid, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, aliased, mapped_column

from services.grading.models.base import Base


class AttemptRow(Base):
    """One attempt at a course with its result; a trigger refuses to change or delete it."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("student_id", "course_id", "attempt_no", "revision"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        CheckConstraint("credits > 0", name="credits"),
        CheckConstraint("attempt_no > 0", name="attempt_no"),
        CheckConstraint("NOT (makes_debt AND closes_debt)", name="debt"),
    )

    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID]
    course_id: Mapped[UUID] = mapped_column(index=True)
    term_id: Mapped[UUID]
    section_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    row_id: Mapped[UUID | None] = mapped_column(unique=True)
    """The line of the sealed examination sheet; none for an imported result."""
    attempt_no: Mapped[int]
    revision: Mapped[int] = mapped_column(server_default="0")
    """Above 0 for a result that took the place of an earlier one of the same attempt."""
    replaces: Mapped[UUID | None] = mapped_column(unique=True)
    """The result whose place it took: by a correction, an appeal, or the exam of the reserve days (R5.3, D10)."""
    season: Mapped[str]
    academic_year: Mapped[int]
    taken_on: Mapped[date]
    """Last day of the term: what makes an attempt the later one."""
    mark: Mapped[str]
    percent: Mapped[int | None]
    outcome: Mapped[str]
    """``passed``, ``failed``, ``not_admitted``, ``did_not_appear``, ``withdrawn``, ``incomplete``."""
    credits: Mapped[int]
    points: Mapped[Decimal | None] = mapped_column(Numeric(3, 2))
    """None where the mark does not count in the GPA."""
    in_gpa: Mapped[bool]
    passed: Mapped[bool]
    makes_debt: Mapped[bool]
    closes_debt: Mapped[bool]
    rating: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    scale: Mapped[str]
    policy_version: Mapped[int | None]
    source: Mapped[str]
    """``sheet``, or the import."""
    evidence: Mapped[dict[str, Any]]
    true_from: Mapped[datetime]
    recorded_at: Mapped[datetime]

    @classmethod
    def stands(cls) -> ColumnElement[bool]:
        """No later result has taken its place."""
        later = aliased(cls)
        # Few are ever replaced: one small set, however the planner reckons with a table that has just been filled.
        return cls.attempt_id.not_in(select(later.replaces).where(later.replaces.is_not(None)))


class Debt(Base):
    """A student's academic debt in a course, open or closed; at most one a course (R9.1)."""

    __tablename__ = "debts"
    __table_args__ = (
        UniqueConstraint("student_id", "course_id"),
        CheckConstraint("status IN ('open', 'closed')", name="status"),
        CheckConstraint("reason IN ('failed', 'not_admitted', 'did_not_appear')", name="reason"),
    )

    debt_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int] = mapped_column(server_default="1")
    student_id: Mapped[UUID]
    course_id: Mapped[UUID] = mapped_column(index=True)
    term_id: Mapped[UUID]
    status: Mapped[str]
    reason: Mapped[str]
    percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    """Of the attempt that failed; of who was not admitted, the admission rating."""
    since: Mapped[date]
    opened_by: Mapped[UUID]
    """The attempt that left it last."""
    closed_by: Mapped[UUID | None]
    closed_on: Mapped[date | None]
    closed_because: Mapped[str | None]
    """``passed``, or why it is gone without a new attempt: ``correction``, ``certificate``, ``appeal``."""


class GpaRow(Base):
    """A student's cumulative average as last worked out; its derivation can be told again from the attempts."""

    __tablename__ = "gpas"

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    gpa: Mapped[Decimal | None] = mapped_column(Numeric(3, 2))
    points: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    credits: Mapped[int]
    policy_version: Mapped[int]
    worked_out_at: Mapped[datetime]


class PassedCourses(Base):
    """The courses that a student has passed, by their last attempts, as registration was told (R9.4)."""

    __tablename__ = "passed_courses"

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    course_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """In the order of their ids."""


class ImportedBatch(Base):
    """A batch of an import that is in, so that an import that stopped goes on behind it."""

    __tablename__ = "imported_batches"

    source: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    records: Mapped[int]
    imported_at: Mapped[datetime]
