"""What registration tells: people, courses, terms, sections; and what it says to itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.contracts.base import Message, event, local


class SummerEnd(StrEnum):
    """Every way in which an accepted summer application can end."""

    DEBT_CLOSED = "debt_closed"
    """Passed; the debt is gone (R9.1)."""
    DEBT_KEPT = "debt_kept"
    """Failed at the exam; the debt stays (R9.1)."""
    NOT_ADMITTED = "not_admitted"
    """Not admitted to the exam: counts as F, the debt stays (D11)."""
    DID_NOT_APPEAR = "did_not_appear"
    """Did not appear at the exam: counts as F, the debt stays (R4.6)."""
    LAPSED_UNPAID = "lapsed_unpaid"
    """Not paid by the due date; the seat went to the list (R8.4)."""
    NO_SEAT = "no_seat"
    """The line ended without a seat (D20)."""
    OFFER_DECLINED = "offer_declined"
    """The offered seat was declined (R3.5)."""
    OFFER_EXPIRED = "offer_expired"
    """The offered seat was not answered in time (D20)."""
    INVOICE_REFUSED = "invoice_refused"
    """No invoice could be issued: no price in force (R9.2)."""
    ROWS_REFUSED = "rows_refused"
    """The sheet could not take the row; the office decides by hand (R8.6)."""
    WITHDRAWN = "withdrawn"
    """Withdrawn by the student (R8.7)."""


@event("registration", heard_by=("grading", "billing", "notifications"))
@dataclass(frozen=True, slots=True)
class PersonChanged(Message):
    """A person as of this version; hearers keep what they need of it as a copy."""

    person_id: UUID
    version_no: int
    surname: str
    given_name: str
    patronymic: str
    language: str
    email: str | None = None
    is_staff: bool = False


@event("registration", heard_by=("grading", "billing"))
@dataclass(frozen=True, slots=True)
class StudentChanged(Message):
    """A student's standing as of this version: number, IIN, specialty, group, grant or fee."""

    student_id: UUID
    version_no: int
    number: str
    iin: str | None
    faculty: str
    specialty: str
    group: str
    year_of_study: int
    funding: str
    status: str
    """``grant`` or ``fee``; ``studying``, ``on_leave``, ``graduated``, ``expelled``."""
    faculty_id: UUID | None = None
    group_id: UUID | None = None
    """What the roles of a dean and an adviser are bounded by (R1.2); ``faculty`` and ``group`` are codes."""


@event("registration", heard_by=("grading", "billing"))
@dataclass(frozen=True, slots=True)
class CourseChanged(Message):
    """A course of the catalogue; titles by language."""

    course_id: UUID
    version_no: int
    code: str
    credits: int
    titles: dict[str, str]
    in_gpa: bool = True


@event("registration", heard_by=("grading", "billing"))
@dataclass(frozen=True, slots=True)
class TermChanged(Message):
    """A term with the dates by which the others act (D1)."""

    term_id: UUID
    version_no: int
    season: str
    """``autumn``, ``spring`` or ``summer``."""
    academic_year: int
    """The year in which the academic year began that this term belongs to or closes."""
    starts_on: date
    ends_on: date
    status: str
    sheets_due_at: datetime | None = None


@event("registration", heard_by=("grading",))
@dataclass(frozen=True, slots=True)
class SectionChanged(Message):
    """A section with its teacher and the moments of its attestations and its exam (R4.1, R5.1)."""

    section_id: UUID
    version_no: int
    term_id: UUID
    course_id: UUID
    label: str
    teacher_id: UUID | None
    faculty: str
    status: str
    attestations_on: tuple[date, ...]
    exam_ends_at: datetime | None
    faculty_id: UUID | None = None
    """What a dean's role is bounded by (R1.2); ``faculty`` is its code."""


@local("registration")
@dataclass(frozen=True, slots=True)
class SeatsDrawn(Message):
    """The seats of the first day have been given; this case waited for it (D2)."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class SeatGiven(Message):
    """A seat of the line was accepted by this case; it is held and to be paid for by then (R3.5, D20)."""

    case_id: UUID
    due_at: datetime


@local("registration")
@dataclass(frozen=True, slots=True)
class LineClosed(Message):
    """No seat will come to this case any more, and why (D20)."""

    case_id: UUID
    way: SummerEnd


@local("registration")
@dataclass(frozen=True, slots=True)
class SeatsFreed(Message):
    """Seats of a section are free; the line is served first (D21)."""

    section_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class SeatOffered(Message):
    """A seat waits for this case's yes until then."""

    case_id: UUID
    offer_id: UUID
    until: datetime


@local("registration")
@dataclass(frozen=True, slots=True)
class OfferAnswered(Message):
    """The student accepted or declined the seat offered to him."""

    case_id: UUID
    """The offer's own case."""
    accepted: bool


@local("registration")
@dataclass(frozen=True, slots=True)
class RectorateDecided(Message):
    """The rectorate agreed to the proposed summer term, or did not (R8.2)."""

    case_id: UUID
    agreed: bool


@local("registration")
@dataclass(frozen=True, slots=True)
class TermPublished(Message):
    """The office published the agreed term with its chain of dates (D1)."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class FinanceDecided(Message):
    """The statements did not come in time: finance lets the seat wait, or lapse (R8.4)."""

    case_id: UUID
    wait: bool


@local("registration")
@dataclass(frozen=True, slots=True)
class StudentWithdrew(Message):
    """The student leaves the course (R8.7)."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class StepDue(Message):
    """The moment that a step of a case waited for, or until which it waited, has come."""

    case_id: UUID
    step: int
    at: datetime
    facts: bool = False
    """Whether this is the moment by which the facts should have been in (R8.4)."""
