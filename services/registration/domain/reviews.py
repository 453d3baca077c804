"""The expulsion review: who may open a case, on what ground, what stands against each act (R11.1, R11.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registration.domain.calendar import Calendar
from services.registration.domain.reasons import Reason

OF_HIS_OWN = frozenset({"own_wish", "transfer"})
"""Grounds that are his own wish: nothing to explain, no commission; he may take it back (R11.2)."""
BY_EVENT = frozenset({"restudy_unpaid", "absent_share", "absent_long"})
"""Grounds that a case is opened on by what a service tells (R9.3, R11.2)."""
BY_HAND = frozenset({"repeat_unpaid", "internal_rules", "discipline"})
"""Grounds that a person states: who, what, when, witness, document (R11.2)."""
GROUNDS = OF_HIS_OWN | BY_EVENT | BY_HAND
LETTERS: Mapping[str, str] = {
    "own_wish": "a", "transfer": "b", "restudy_unpaid": "c", "repeat_unpaid": "c", "absent_share": "d",
    "absent_long": "d", "internal_rules": "e", "discipline": "f",
}  # fmt: skip
"""The letters of R11.2, as orders cite them."""
OF_FEES = frozenset({"restudy_unpaid", "repeat_unpaid"})
"""Grounds that a payment cures, by the date of the bank operation (R8.4, R11.1)."""
MAY_BE_EXPELLED = frozenset({"studying", "on_leave"})


@dataclass(frozen=True, slots=True)
class Terms:
    """The days of each step, from the policy ``expulsion_review`` (R11.1); working days, but for the appeal's."""

    word_days: int
    open_days: int
    paper_days: int
    explain_days: int
    opinion_days: int
    deputy_days: int
    call_days: int
    ahead_days: int
    protocol_days: int
    sign_days: int
    appeal_days: int
    appeal_decided_days: int
    members: int
    quorum_percent: int


def until(calendar: Calendar, day: date, days: int) -> date:
    """The last day of a step: so many working days after this one, so never a day off (R13.1)."""
    return calendar.shift(day, days) if days else calendar.forward(day)


@dataclass(frozen=True, slots=True)
class Opening:
    """What somebody states when he opens a case."""

    ground: str
    what: str
    happened_on: date | None
    witness: str
    document: str


def against_opening(opening: Opening, status: str, open_grounds: Collection[str], today: date) -> Iterator[Reason]:
    """Every reason against opening a case by hand: one open case a student and ground (R11.1)."""
    if opening.ground not in GROUNDS:
        yield Reason("ground_unknown", "R11.2")
    if status not in MAY_BE_EXPELLED:
        yield Reason("student_not_here", "R11.1")
    if opening.ground in open_grounds:
        yield Reason("review_open_already", "R11.1")
    if not opening.what.strip():
        yield Reason("review_says_nothing", "R11.2")
    if opening.ground not in OF_HIS_OWN and not opening.document.strip():
        yield Reason("review_without_document", "R11.2")
    if opening.happened_on is not None and opening.happened_on > today:
        yield Reason("review_of_tomorrow", "R11.2")
    if opening.ground in BY_HAND and opening.happened_on is None:
        yield Reason("review_without_day", "R11.2")


NOT_AGAIN = frozenset({"student_not_here", "review_open_already"})
"""Why a case is not begun anew; what its first opening said stands as it was (R11.1)."""


def not_the_same(person: UUID | None, others: Collection[UUID | None], code: str) -> Iterator[Reason]:
    """Two acts that two different persons must do (R1.2)."""
    if person is not None and person in others:
        yield Reason(code, "R1.2")


def against_explaining(*, told: bool, ended: bool, decided: bool, words: str) -> Iterator[Reason]:
    """What stands against an explanation: nobody goes on before his days are over, and it is welcome after them too,
    until the commission has decided (R11.1)."""
    if not told:
        yield Reason("not_told_yet", "R11.1")
    if ended:
        yield Reason("review_over", "R11.1")
    elif decided:
        yield Reason("explanation_late", "R11.1")
    if not words.strip():
        yield Reason("words_missing", "R11.1")


@dataclass(frozen=True, slots=True)
class BeforeSigning:
    """What the rector's order must not run over (R11.1)."""

    told: bool
    """The notice was delivered, or its failure is on record."""
    had_his_days: bool
    protected: bool
    """He is on leave or ill today (R10.4, D10)."""
    word_given: bool
    may_still_cure: Collection[str]
    """Courses of applications of his that may still cure the ground."""
    statements_through: date | None
    """The day through which the bank's statements are yet to be loaded; None: what could save him is known."""
    status: str
    signer: UUID | None
    involved: Collection[UUID | None]
    """Who opened the case, wrote the protocol or sat on the commission."""


def against_signing(found: BeforeSigning) -> Iterator[Reason]:
    """Nobody is expelled unheard, while he may still cure it, or on leave or ill without a person's word (R11.1)."""
    if not found.told:
        yield Reason("notice_unproved", "R13.2")
    if not found.had_his_days:
        yield Reason("not_heard_yet", "R11.1")
    if found.protected and not found.word_given:
        yield Reason("on_leave_or_ill", "R10.4")
    for course in found.may_still_cure:
        yield Reason("may_still_cure", "R11.1", {"course": course})
    if found.statements_through is not None:
        yield Reason("statements_to_come", "R13.1", {"date": f"date:{found.statements_through.isoformat()}"})
    if found.status not in MAY_BE_EXPELLED:
        yield Reason("student_not_here", "R11.1")
    yield from not_the_same(found.signer, found.involved, "signer_involved")


def cured_in_time(cured_on: date, ordered_on: date) -> bool:
    """A cause that was gone on the day of the order, or before it, is no ground for that order (R11.1, R8.4)."""
    return cured_on <= ordered_on
