"""What grading is told to do, and what it tells: sheet rows, sealed results, debts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from shared.contracts.base import Message, command, event, local


@command("grading")
@dataclass(frozen=True, slots=True)
class OpenRows(Message):
    """A confirmed student appears on the attestation and exam sheets of his section (R8.6)."""

    case_id: UUID
    student_id: UUID
    section_id: UUID
    course_id: UUID
    term_id: UUID
    debt_id: UUID | None
    """The debt that this attempt is to remove, if that is its purpose (R8.1)."""


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class RowsOpened(Message):
    """The rows stand."""

    case_id: UUID
    sheet_id: UUID


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class RowsRefused(Message):
    """The rows could not be opened: the sheet is sealed already, say."""

    case_id: UUID
    codes: tuple[str, ...]
    rules: tuple[str, ...]


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class ResultSealed(Message):
    """The result of a case's row on a sealed sheet, with what became of the debt (R5.3, R9.1)."""

    case_id: UUID
    student_id: UUID
    section_id: UUID
    course_id: UUID
    mark: str
    """Letter of the scale, or another mark: ``F``, ``n/a``, ``not_admitted`` (R4.5, R4.6)."""
    percent: int | None
    passed: bool
    outcome: str
    """``passed``, ``failed``, ``not_admitted``, ``did_not_appear``."""
    debt_id: UUID | None
    debt_closed: bool
    sealed_at: datetime


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class DebtChanged(Message):
    """An academic debt as of this version (R9.1)."""

    debt_id: UUID
    version_no: int
    student_id: UUID
    course_id: UUID
    status: str
    """``open`` or ``closed``."""
    reason: str
    """``failed``, ``not_admitted``, ``did_not_appear``."""
    percent: Decimal | None
    term_id: UUID
    since: date


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class GpaChanged(Message):
    """A student's cumulative GPA, two decimals (R6.1)."""

    student_id: UUID
    version_no: int
    gpa: Decimal | None
    credits: int


@local("grading")
@dataclass(frozen=True, slots=True)
class SheetLate(Message):
    """The time to enter the results of an exam is over (R5.1)."""

    sheet_id: UUID
