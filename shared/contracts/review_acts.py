"""What registration says to itself of an expulsion review: what people did, what became of its ground (R11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.contracts.base import Message, local


@local("registration")
@dataclass(frozen=True, slots=True)
class ReStudyNotPaid(Message):
    """The final date for removing a debt has passed, and its re-study is not paid: a ground (R9.3, R11.2)."""

    student_id: UUID
    debt_id: UUID
    final_on: date


@local("registration")
@dataclass(frozen=True, slots=True)
class WordGiven(Message):
    """A person said whether the case of one who is on leave or ill goes on (R10.4)."""

    case_id: UUID
    goes_on: bool


@local("registration")
@dataclass(frozen=True, slots=True)
class CaseHalted(Message):
    """He fell ill, or went on leave, while his case ran; a person said that it does not go on (R10.4, D10)."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class NoticeSettled(Message):
    """That the notice was delivered, or can't be, is on record."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class NoticeOpened(Message):
    """He has opened the notice."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class NoticeOnPaper(Message):
    """The office handed the notice over on paper, or could not, and that is on record."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class StudentExplained(Message):
    """He explained, and says that this is all."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class OpinionGiven(Message):
    """The adviser's or the dean's opinion, or their deputy's."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class CommissionCalled(Message):
    """A commission is named, with its day."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class ProtocolSigned(Message):
    """The commission sat; its protocol is signed."""

    case_id: UUID
    expel: bool


@local("registration")
@dataclass(frozen=True, slots=True)
class SittingFailed(Message):
    """The commission did not sit on its day: another day is to be named."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class RectorDecided(Message):
    """The rector signs the order, or closes the case."""

    case_id: UUID
    signs: bool


@local("registration")
@dataclass(frozen=True, slots=True)
class ChanceOver(Message):
    """An application that could still cure the case has come to its end."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class GroundCured(Message):
    """The cause is gone, as of a day: a payment's by the date of the bank operation (R11.1, R8.4)."""

    case_id: UUID
    how: str
    """``paid``, ``debt_gone``, ``excused``, ``arrears_paid``."""
    on: date


@local("registration")
@dataclass(frozen=True, slots=True)
class GroundsLeft(Message):
    """A case about him is over and he is still here: other grounds that were told of it may open the next (R11.1)."""

    student_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class WishWithdrawn(Message):
    """He takes his own wish back."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class CaseDropped(Message):
    """The office takes the case back: opened in error."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class StudentGone(Message):
    """He has left the university otherwise meanwhile (D14)."""

    case_id: UUID
    status: str


@local("registration")
@dataclass(frozen=True, slots=True)
class CourseLeft(Message):
    """An application of an expelled student has come to its end (R11.4)."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class AppealFiled(Message):
    """He appeals against the order (R11.1)."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class AppealDecided(Message):
    """Others than those who decided: the order stands, is revoked, or the case is reopened (R11.1)."""

    case_id: UUID
    outcome: str
    """``kept``, ``revoked``, ``reopened``."""


@local("registration")
@dataclass(frozen=True, slots=True)
class RevocationDue(Message):
    """An order is to be revoked: by an appeal, or as its ground was gone before it (R11.1)."""

    case_id: UUID
    """The review's."""
    why: str
    """``appeal``, ``cured_before``, ``by_hand``."""


@local("registration")
@dataclass(frozen=True, slots=True)
class RevocationSigned(Message):
    """The rector signed the revoking order."""

    case_id: UUID
    """The revocation's own."""


@local("registration")
@dataclass(frozen=True, slots=True)
class ReviewAgain(Message):
    """An order was revoked: what it had ended is looked at anew (R11.1)."""

    case_id: UUID
    """The review that is begun again."""


@local("registration")
@dataclass(frozen=True, slots=True)
class CuredBeforeOrder(Message):
    """The ground was gone on the day of the order, but the order was first (R11.1, R8.4)."""

    case_id: UUID


@local("registration")
@dataclass(frozen=True, slots=True)
class ReviewReminderDue(Message):
    """It is time to remind a student of his days to explain, or to appeal (R13.1)."""

    case_id: UUID
    of: str
    """``explain`` or ``appeal``."""
    nth: int
