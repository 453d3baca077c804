"""What registration says to itself of a term, its lines and its cases (R3.5, R8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.base import Message, local
from shared.contracts.endings import SummerEnd


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


@dataclass(frozen=True, slots=True)
class GivenReason:
    """One reason as the rules give it: its code, its rule, what to print with it."""

    code: str
    rule: str
    params: dict[str, str]


@local("registration")
@dataclass(frozen=True, slots=True)
class LineClosed(Message):
    """No seat will come to this case any more, and why (D20)."""

    case_id: UUID
    way: SummerEnd
    whys: tuple[GivenReason, ...] = ()
    """What stood against him when his turn came (R3.5)."""


@local("registration")
@dataclass(frozen=True, slots=True)
class AdvisersDue(Message):
    """Advisers are to be told of the applications of their students that came since then (R8.3)."""

    term_id: UUID
    since: datetime


@local("registration")
@dataclass(frozen=True, slots=True)
class ReminderDue(Message):
    """Somebody is to be reminded of an offer, a choice or the end of applications (R13.1)."""

    of: str
    subject_id: UUID
    since: datetime
    """When the time began that is reminded of."""


@local("registration")
@dataclass(frozen=True, slots=True)
class StaffTermDue(Message):
    """Half of the time is over in which papers are checked or a question answered, or all of it (R3.10, R8.8)."""

    of: str
    subject_id: UUID
    over: bool


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
    part: int = 1
    whole: int = 1
    """So much of what was paid goes back: everything up to the exam, afterwards by R8.7 (D8)."""


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
