"""What registration tells: people, courses, terms, sections; what it says to itself stands in ``summer_acts``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.contracts.base import Message, command, event
from shared.contracts.endings import SummerEnd
from shared.contracts.summer_acts import (
    AdviserObjected,
    AdvisersDue,
    CourseCancelled,
    CourseChosen,
    CourseNotHeld,
    CourseTakenInstead,
    DebtGone,
    DebtsFinal,
    FinanceDecided,
    GivenReason,
    LineClosed,
    MinimumFacts,
    OfferAnswered,
    OfferTakenBack,
    PaymentMissed,
    ProvisionalDue,
    RectorateDecided,
    ReminderDue,
    ResultStands,
    RowsGivenUp,
    SeatGiven,
    SeatOffered,
    SeatsDrawn,
    SeatsFreed,
    StaffTermDue,
    StepDue,
    StudentLeft,
    StudentWithdrew,
    TeacherSearchOver,
    TermPublished,
    TermWithdrawn,
)

__all__ = [
    "AdviserObjected",
    "AdvisersDue",
    "CourseCancelled",
    "CourseChanged",
    "CourseChosen",
    "CourseNotHeld",
    "CourseTakenInstead",
    "DeadlinesReleased",
    "DebtGone",
    "DebtsFinal",
    "FinanceDecided",
    "GivenReason",
    "HolidaysChanged",
    "LineClosed",
    "MinimumFacts",
    "NoteHeldDeadlines",
    "NoteReading",
    "OfferAnswered",
    "OfferTakenBack",
    "PaymentMissed",
    "PersonChanged",
    "ProvisionalDue",
    "RectorateDecided",
    "ReminderDue",
    "ResultStands",
    "RowsGivenUp",
    "SeatConfirmed",
    "SeatGiven",
    "SeatOffered",
    "SeatsDrawn",
    "SeatsFreed",
    "SectionChanged",
    "StaffTermDue",
    "StepDue",
    "StudentChanged",
    "StudentLeft",
    "StudentWithdrew",
    "SummerEnd",
    "TeacherSearchOver",
    "TermChanged",
    "TermPublished",
    "TermWithdrawn",
    "WeeklyClass",
]


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
    silenced: bool = False
    """Nothing is sent to him any more: he has died (D14)."""


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
    adviser_id: UUID | None = None
    """Of his group: he sees what concerns his students (R1.2)."""


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
    faculty_id: UUID | None = None
    """Whose dean, or head of department, names equivalents of it (D12)."""


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
    classes_end_on: date | None = None
    """The last day of classes, where the chain of dates sets it (D1)."""


@dataclass(frozen=True, slots=True)
class WeeklyClass:
    """A class of every week of a section: Monday is 1; hours of Almaty as ``09:00``."""

    weekday: int
    starts: str
    ends: str
    room: str = ""


@event("registration", heard_by=("grading", "billing"))
@dataclass(frozen=True, slots=True)
class HolidaysChanged(Message):
    """A day of the office's table is off, or worked, as of this version (R2.1)."""

    day: date
    version_no: int
    works: bool


@event("registration", heard_by=("grading",))
@dataclass(frozen=True, slots=True)
class SectionChanged(Message):
    """A section with its teacher, its weekly classes, the moments of its attestations and its exam (R4.1, R5.1)."""

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
    meetings: tuple[WeeklyClass, ...] = ()


@command("registration")
@dataclass(frozen=True, slots=True)
class NoteHeldDeadlines(Message):
    """How many deadlines of each kind a service holds since a long outage, and the first and last of them (R13.1)."""

    service: str
    version_no: int
    kinds: tuple[str, ...]
    numbers: tuple[int, ...]
    since: tuple[datetime, ...]
    until: tuple[datetime, ...]


@command("registration")
@dataclass(frozen=True, slots=True)
class NoteReading(Message):
    """An auditor has read a part of a case in some service: who, what, when (R1.2)."""

    reading_id: UUID
    person_id: UUID
    service: str
    what: str
    case_id: UUID
    read_at: datetime


@event("registration", heard_by=("registration", "grading", "billing", "notifications"))
@dataclass(frozen=True, slots=True)
class DeadlinesReleased(Message):
    """The chairman lets a service's held deadlines of one kind act, as far as they lie up to a moment (R13.1)."""

    release_id: UUID
    service: str
    what: str
    """The kind of deadline."""
    through: datetime


@event("registration", heard_by=("billing",))
@dataclass(frozen=True, slots=True)
class SeatConfirmed(Message):
    """A seat is confirmed as paid; or (``stands`` false) it was, and its student has left it (R8.4, R14.2)."""

    case_id: UUID
    version_no: int
    student_id: UUID
    stands: bool
