"""What the services tell each other about the expulsion review (R11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.contracts.base import Message, command, event


class Ground(StrEnum):
    """The grounds of an expulsion (R11.2)."""

    OWN_WISH = "own_wish"
    """(a) His own wish."""
    TRANSFER = "transfer"
    """(b) A transfer elsewhere."""
    RESTUDY_UNPAID = "restudy_unpaid"
    """(c) A re-study not paid by the final date (R9.3)."""
    REPEAT_UNPAID = "repeat_unpaid"
    """(c) Not paid in the time given by the order that left him to repeat the year."""
    ABSENT_SHARE = "absent_share"
    """(d) Unexcused absence over 20 % of the classes."""
    ABSENT_LONG = "absent_long"
    """(d) Absence over two weeks after holidays or a trip abroad."""
    INTERNAL_RULES = "internal_rules"
    """(e) A breach of the charter or the internal rules."""
    DISCIPLINE = "discipline"
    """(f) A grave breach of the disciplinary rules."""


class ReviewEnd(StrEnum):
    """Every way in which an expulsion review can end."""

    EXPELLED = "expelled"
    """By the rector's order; no appeal, or one that was turned down (R11.1, R11.4)."""
    CURED = "cured"
    """The cause is gone: the fee is paid, the absence excused; closed by itself (R11.1)."""
    WISH_WITHDRAWN = "wish_withdrawn"
    """He took his own wish back before the order (R11.2)."""
    NOT_BEGUN = "not_begun"
    """On leave or ill, and the person asked said that it does not go on (R10.4, D10)."""
    DROPPED = "dropped"
    """The office took it back before the commission: opened in error (R11.1)."""
    CLOSED_BY_COMMISSION = "closed_by_commission"
    """The commission found no ground to expel (R11.1)."""
    CLOSED_BY_RECTOR = "closed_by_rector"
    """The rector did not sign the order, and said why (R11.1)."""
    OVERTAKEN = "overtaken"
    """He has left otherwise meanwhile: another order, graduation, death (D14)."""
    REVOKED = "revoked"
    """Expelled, and the order revoked on his appeal (R11.1)."""
    REOPENED = "reopened"
    """The order revoked on his appeal, and the review begun anew (R11.1)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as its source states it: what it is, about which thing, what is known, as of when.

    ``says`` is typed by prefix as the values of a notice are; it bears no language.
    """

    what: str
    subject: str
    says: dict[str, str]
    as_of: datetime


@command("grading")
@dataclass(frozen=True, slots=True)
class GatherStudyFacts(Message):
    """State what grading knows that bears on a case: debts, attempts, absences (R11.1)."""

    case_id: UUID
    student_id: UUID
    ground: str
    subject_id: UUID | None
    nth: int
    """1: to be frozen; higher: looked at again before a decision."""


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class StudyFactsGathered(Message):
    """What grading knows, as of the moment at which it was asked."""

    case_id: UUID
    nth: int
    facts: tuple[Fact, ...]


@command("billing")
@dataclass(frozen=True, slots=True)
class GatherMoneyFacts(Message):
    """State what billing knows that bears on a case: invoices, payments by date of operation, arrears (R11.1)."""

    case_id: UUID
    student_id: UUID
    ground: str
    subject_id: UUID | None
    nth: int


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class MoneyFactsGathered(Message):
    """What billing knows, as of the moment at which it was asked."""

    case_id: UUID
    nth: int
    facts: tuple[Fact, ...]


@command("grading")
@dataclass(frozen=True, slots=True)
class EndStudy(Message):
    """He is expelled: his lines on lists that are still open are closed with a mark (R11.4, R4.6)."""

    case_id: UUID
    student_id: UUID
    mark: str
    """Empty: transferred elsewhere, he may finish as an external, and his lines stay (D14)."""
    order: str


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class StudyEnded(Message):
    """He stands on no open list any more: which lines were closed; and his record, for the academic certificate."""

    case_id: UUID
    done: tuple[Fact, ...]
    record: tuple[Fact, ...]


@command("grading")
@dataclass(frozen=True, slots=True)
class ResumeStudy(Message):
    """The order was revoked: the lines that it closed stand again where their lists are open still (R11.4)."""

    case_id: UUID
    student_id: UUID
    undoes: UUID
    """The case whose order is revoked."""


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class StudyResumed(Message):
    """What stands again, and what can't."""

    case_id: UUID
    done: tuple[Fact, ...]
    lost: tuple[Fact, ...]


@command("billing")
@dataclass(frozen=True, slots=True)
class EndAccount(Message):
    """He is expelled: his open invoices are cancelled; of his courses each case has asked its share (R11.4, R8.7)."""

    case_id: UUID
    student_id: UUID
    order: str
    voids: bool = True
    """False: transferred elsewhere, he may finish his courses as an external, and pays for them (D14)."""


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class AccountEnded(Message):
    """No invoice of his is open; which were cancelled, and what goes back to whom."""

    case_id: UUID
    done: tuple[Fact, ...]


@command("billing")
@dataclass(frozen=True, slots=True)
class ResumeAccount(Message):
    """The order was revoked: invoices that it cancelled are asked for again, refunds not paid out stay his (R11.4)."""

    case_id: UUID
    student_id: UUID
    undoes: UUID
    """The case whose order is revoked."""


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class AccountResumed(Message):
    """What stands again, and what is to be settled by hand."""

    case_id: UUID
    done: tuple[Fact, ...]
    lost: tuple[Fact, ...]


@event("notifications", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class NoticeProved(Message):
    """What became of a notice whose sender wants to know: by which channel, when, on what proof (R13.2)."""

    case_id: UUID
    key: str
    what: str
    """``inbox``, ``email``, ``email_failed``, ``read``, ``undeliverable``."""
    at: datetime
    proof: str
