"""What is said when somebody is asked to act in an expulsion review, is silent, or has decided (R11.1, R13.1)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from services.registration.models.reviews import Review
from services.registration.usecases.review_notices import SENIOR, to_roles
from shared.contracts.base import Message
from shared.contracts.review_acts import ProtocolSigned, SittingFailed, WordGiven
from shared.contracts.reviews import ReviewEnd
from shared.workflow import Ends, Stay
from shared.workflow.definition import Verdict

Cases = Sequence[Review]


def word_needed(session: Session, cases: Cases) -> list[Message]:
    """He is on leave or ill: somebody of the leading office must say whether it goes on (R10.4)."""
    return to_roles(session, cases, "review_word_needed", *SENIOR, column="word_until")


def word_missing(session: Session, cases: Cases) -> list[Message]:
    """Nobody has said: the rectorate is told."""
    return _above(session, cases, "word", "rectorate")


def word_given(_: Session, said: Sequence[tuple[Review, WordGiven]]) -> dict[UUID, Verdict]:
    """It goes on, or it does not."""
    return {case.case_id: Ends(ReviewEnd.NOT_BEGUN) for case, event in said if not event.goes_on}


def paper_missing(session: Session, cases: Cases) -> list[Message]:
    """The notice still lies: those who lead the office are told."""
    return _above(session, cases, "paper", *SENIOR)


def commission_missing(session: Session, cases: Cases) -> list[Message]:
    """No commission is called: the rectorate is told."""
    return _above(session, cases, "commission", "rectorate")


def protocol_missing(session: Session, cases: Cases) -> list[Message]:
    """No protocol is signed: the chairman and the rectorate are told."""
    return _above(session, cases, "protocol", "chairman", "rectorate")


def signature_missing(session: Session, cases: Cases) -> list[Message]:
    """The draft still lies before the rector: he and the chairman are told."""
    return _above(session, cases, "signature", "chairman", "rectorate")


def commission_decided(_: Session, said: Sequence[tuple[Review, Message]]) -> dict[UUID, Verdict]:
    """It proposes the expulsion, or the case is closed; where it did not sit, the case waits for another day."""
    closed: dict[UUID, Verdict] = {
        case.case_id: Ends(ReviewEnd.CLOSED_BY_COMMISSION)
        for case, event in said
        if isinstance(event, ProtocolSigned) and not event.expel
    }
    return {**closed, **waits_on(said)}


def waits_on(said: Sequence[tuple[Review, Message]]) -> dict[UUID, Verdict]:
    """The cases whose commission did not sit on its day."""
    return {case.case_id: Stay() for case, event in said if isinstance(event, SittingFailed)}


def _above(session: Session, cases: Cases, what: str, *roles: str) -> list[Message]:
    told: list[Message] = []
    for case in cases:
        told += to_roles(session, [case], f"review_late_{what}", *roles, again=str(case.commission_until or ""))
    return told
