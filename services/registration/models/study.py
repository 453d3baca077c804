"""What grading tells of results beside debts and averages: what can still change, what changed, equivalents (R5, D12).

Personal data held: which results of a student are open, and which were corrected.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base


class PendingCopy(Base):
    """Whether a student's result in a course can still change: he may apply provisionally (R8.3, D8)."""

    __tablename__ = "pending_copies"

    pending_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    student_id: Mapped[UUID] = mapped_column(index=True)
    course_id: Mapped[UUID]
    term_id: Mapped[UUID]
    why: Mapped[str]
    """``open_sheet``, ``appeal``, ``re_exam``, ``cribs_act``; empty once the result stands."""
    until: Mapped[datetime | None]


class EquivalentCopy(Base):
    """A course that stands for one no longer offered (D12)."""

    __tablename__ = "equivalent_copies"

    act_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    course_id: Mapped[UUID] = mapped_column(index=True)
    equivalent_id: Mapped[UUID]
    status: Mapped[str]
    valid_from: Mapped[date]


class CorrectedResult(Base):
    """The result of an ended case as it is now, beside the one with which the case ended (R5.3)."""

    __tablename__ = "corrected_results"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int]
    mark: Mapped[str]
    percent: Mapped[int | None]
    outcome: Mapped[str]
    source: Mapped[str]
    """``correction``, ``certificate``, ``appeal``, ``reserve``."""
    corrected_at: Mapped[datetime]
