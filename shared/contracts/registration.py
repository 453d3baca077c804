"""What registration tells: people, courses, terms, sections; and what it says to itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.contracts.base import Message, command, event, local


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
    """The sheet could not take the row, and the office gave it up: all back (R8.6)."""
    WITHDRAWN = "withdrawn"
    """Withdrawn by the student (R8.7)."""
    LEFT_CHANGED_TIMES = "left_changed_times"
    """The times of his section were changed, and he left within 24 hours: all back (D24)."""
    LEFT_UNIVERSITY = "left_university"
    """Expelled, left, on leave or dead; refund by R8.7 (D14, R11.4)."""
    TERM_WITHDRAWN = "term_withdrawn"
    """The rectorate withdrew the published term: all back (R8.2)."""
    CANCELLED_UNPAID = "cancelled_unpaid"
    """The course is not held, and nothing had been paid for it (R8.5, D6)."""
    CANCELLED_MOVED = "cancelled_moved"
    """The course is not held; the student chose another, his arrival and his money go with him (D6)."""
    CANCELLED_ADVANCE = "cancelled_advance"
    """The course is not held; what was paid stays an advance, also of one who did not answer (D6)."""
    CANCELLED_REFUNDED = "cancelled_refunded"
    """The course is not held; all that was paid goes back (D6)."""
    CANCELLED_AFTER_START = "cancelled_after_start"
    """The course was cancelled after its classes had begun: all back (D7)."""
    DEBT_GONE = "debt_gone"
    """The debt was closed otherwise: appeal, re-exam, illness, equivalent; all back up to the exam (D8, D10, D12)."""
    ADVISER_OBJECTED = "adviser_objected"
    """The adviser objected within his term, with a reason: all back (R8.3)."""
    LETTER_REFUSED = "letter_refused"
    """The office refused the papers of an external student: all back (R8.8)."""
    RESULT_CERTIFIED = "result_certified"
    """An external student passed: his result is certified, no debt is kept here (R8.8)."""
    RESULT_NOT_PASSED = "result_not_passed"
    """An external student did not pass: certified too, no debt is kept here (R8.8)."""


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
    why: str = "own_wish"
    """``domain.leaving.Why``."""
    part: int = 100
    """Of ``whole``: the share of what he paid that goes back to him, as of the day on which he left."""
    whole: int = 100
    paper: str = ""
    """The paper by which the office acted for him."""


@local("registration")
@dataclass(frozen=True, slots=True)
class StudentLeft(Message):
    """His standing takes him out of the course: expelled, left, on leave, dead (D14, R11.4)."""

    case_id: UUID
    why: str
    part: int
    whole: int


@local("registration")
@dataclass(frozen=True, slots=True)
class TermWithdrawn(Message):
    """The rectorate withdrew the published term: told to the term's own case and to each of its applications (R8.2)."""

    case_id: UUID
    why: str


@local("registration")
@dataclass(frozen=True, slots=True)
class CourseCancelled(Message):
    """The section is cancelled after its classes had begun (D7)."""

    case_id: UUID
    why: str


@local("registration")
@dataclass(frozen=True, slots=True)
class PaymentMissed(Message):
    """The reversed payment of this case was not repaid by the day until which its seat was kept (D16)."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class TeacherSearchOver(Message):
    """The days are over in which another teacher could be named for classes that have begun (D7)."""

    search_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class MinimumFacts(Message):
    """The statements through T-8 are in, or the last moment to act without them has come (R8.5, D1)."""

    case_id: UUID
    """The term's."""


@local("registration")
@dataclass(frozen=True, slots=True)
class ProvisionalDue(Message):
    """It is time to look what became of the result for which a provisional application waits (R8.3, D8)."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class ResultStands(Message):
    """A provisional applicant pays: his result stands and he owes the course, or the count has come (D8)."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class CourseNotHeld(Message):
    """Too few have paid for the course: its cases end, each as its student chooses (R8.5, D6)."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class CourseChosen(Message):
    """What the student of a course that is not held wants: another course, an advance, or the money (D6)."""

    case_id: UUID
    choice: str
    """``moved``, ``advance``, ``refund``."""
    section_id: UUID | None = None
    offer: str = ""
    """The published offer that he accepts with the other course (R8.4)."""


@local("registration")
@dataclass(frozen=True, slots=True)
class CourseTakenInstead(Message):
    """A case of a course that was not held has ended: its student applies for the other one that he chose (D6)."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class DebtGone(Message):
    """The debt of this application was closed otherwise than by it (D8, D10, D12)."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class DebtsFinal(Message):
    """The final date for removing the debts of an academic year has passed, or is near (R9.3, R13.1)."""

    academic_year: int
    debts: tuple[UUID, ...] = ()
    """Those that are to be looked at again; none: all of that year."""
    reminds: int = 0
    """So many days before it, of which those are reminded who have not paid for a re-study yet."""


@local("registration")
@dataclass(frozen=True, slots=True)
class RowsGivenUp(Message):
    """The sheet can't take his line, and the office gives the enrolment up: all back (R8.6)."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class AdviserObjected(Message):
    """The adviser objects to the application, in time and with a reason (R8.3)."""

    case_id: UUID
    why: str


@local("registration")
@dataclass(frozen=True, slots=True)
class OfferTakenBack(Message):
    """The student of an open offer has left the line otherwise."""

    case_id: UUID
    """The offer's own case."""


@local("registration")
@dataclass(frozen=True, slots=True)
class StepDue(Message):
    """The moment that a step of a case waited for, or until which it waited, has come."""

    case_id: UUID
    step: int
    at: datetime
    facts: bool = False
    """Whether this is the moment by which the facts should have been in (R8.4)."""
    path: str = ""
    """The interrupt on whose path that step is; empty on the main way."""
