"""What people do in an expulsion review; what follows is done in the same transaction (R11.1).

Every act holds its case first, so that two who act at once come one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.review_commission import Ballot
from services.registration.domain.reviews import Opening
from services.registration.models.orders import Order
from services.registration.models.review_effects import ReviewEffect, Revocation
from services.registration.models.review_sittings import ReviewCommission
from services.registration.models.reviews import Review, ReviewPaper
from services.registration.usecases import (
    review_appeals,
    review_commissions,
    review_cures,
    review_effects,
    review_hearing,
    review_opening,
    review_opinions,
    review_orders,
    review_protections,
    revocations,
)
from services.registration.usecases.review_commissions import APPEAL, REVIEW, STEPS
from services.registration.workflows import expulsion_review, revocation
from services.registration.workflows.engine import engine
from shared.contracts.base import Message
from shared.contracts.review_acts import CaseHalted, CommissionCalled, ProtocolSigned, SittingFailed, WordGiven
from shared.errors import NotFound
from shared.identity import Actor
from shared.workflow.tables import Case

OPINIONS_OF = {place: (f"the {place}'s opinion", f"the {place}'s deputy's opinion") for place in ("adviser", "dean")}
"""The steps that wait for the opinion of a place."""
ASKED_FOR_A_WORD = "a person says that it goes on"


def held(session: Session, case_id: UUID, student_id: UUID | None = None) -> Review:
    """A review, kept still until the end of the transaction; of another student's nothing is known."""
    engine.hold(session, [case_id])
    found = session.get(Review, case_id, populate_existing=True)
    if found is None or (student_id is not None and found.student_id != student_id):
        raise NotFound("review")
    return found


def open_by_hand(session: Session, student_id: UUID, opening: Opening, subject_id: UUID | None = None) -> Review:
    """The office or the dean opens a case by hand (R11.2)."""
    return _begun(session, review_opening.open_by_hand(session, student_id, opening, subject_id))


def ask_to_leave(session: Session, student_id: UUID, ground: str, words: str) -> Review:
    """A student asks to leave by his own wish, or elsewhere (R11.2)."""
    return _begun(session, review_opening.ask_to_leave(session, student_id, ground, words))


def _begun(session: Session, review: Review) -> Review:
    expulsion_review.begin(session, [review])
    session.refresh(review)
    return review


def withdraw_wish(session: Session, case_id: UUID, student_id: UUID) -> Review:
    """He takes his own wish back (R11.2)."""
    review = held(session, case_id, student_id)
    return _told(session, review, [review_cures.withdraw_wish(session, review, student_id)])


def drop(session: Session, case_id: UUID, why: str) -> Review:
    """The leading office takes a case back that was opened in error."""
    review = held(session, case_id)
    return _told(session, review, [review_cures.drop(session, review, why)])


def excuse(session: Session, case_id: UUID, document: str) -> Review:
    """The absences behind a case are excused by a document (R11.3)."""
    review = held(session, case_id)
    return _told(session, review, [review_cures.excused(session, review, document)])


def say_word(session: Session, case_id: UUID, why: str, *, goes_on: bool) -> Review:
    """A person says whether the case of one who is on leave or ill goes on; also of one who fell ill since (R10.4)."""
    review = held(session, case_id)
    review_protections.say_word(session, review, why)
    if _stands_at(session, review, ASKED_FOR_A_WORD):
        return _told(session, review, [WordGiven(case_id, goes_on)])
    return _told(session, review, [] if goes_on else [CaseHalted(case_id)])


def hand_over(session: Session, case_id: UUID, document: str, *, delivered: bool) -> Review:
    """The notice is handed over on paper; or that it could not be is put on record (R13.2)."""
    review = held(session, case_id)
    return _told(session, review, [review_hearing.hand_over(session, review, document, delivered=delivered)])


def confirm_read(session: Session, case_id: UUID, student_id: UUID) -> Review:
    """The student says that he has read the notice (R13.2)."""
    review = held(session, case_id, student_id)
    return _told(session, review, [review_hearing.confirm(session, review)])


def explain(session: Session, case_id: UUID, student_id: UUID, words: str, *, is_all: bool = True) -> Review:
    """The student explains (R11.1)."""
    review = held(session, case_id, student_id)
    return _told(session, review, review_hearing.explain(session, review, words, is_all=is_all))


def add_paper(session: Session, case_id: UUID, kind: str, name: str, media_type: str, content: bytes) -> ReviewPaper:
    """A document is added to a case."""
    return review_hearing.add_paper(session, held(session, case_id), kind, name, media_type, content)


def opine(session: Session, case_id: UUID, place: str, actor: Actor, advice: str, words: str) -> Review:
    """The opinion of the adviser or the dean (``place``), or of who stands in for them; welcome before it is asked."""
    review = held(session, case_id)
    said = review_opinions.opine(session, review, place, actor, advice, words)
    return _told(session, review, [said] if _stands_at(session, review, *OPINIONS_OF[place]) else [])


def call_commission(
    session: Session, case_id: UUID, chair_id: UUID, members: Sequence[UUID], meets_at: datetime, place: str,
    kind: str = REVIEW,
) -> ReviewCommission:  # fmt: skip
    """A commission is named for a day; called anew, its protocol is waited for until later (R11.1)."""
    review = held(session, case_id)
    row = review_commissions.call(session, review, chair_id, members, meets_at, place, kind)
    if _stands_at(session, review, STEPS[kind][0]):
        engine.deliver(session, [CommissionCalled(case_id)])
    else:
        engine.redue(session, [case_id])
    return row


def did_not_sit(session: Session, case_id: UUID, why: str) -> Review:
    """The commission of the review, or of its appeal, did not sit on its day: another day is to be named (R11.1)."""
    review = held(session, case_id)
    review_commissions.did_not_sit(session, review, why, REVIEW if review.order_id is None else APPEAL)
    engine.deliver(session, [SittingFailed(case_id)])
    engine.redue(session, [case_id])
    session.refresh(review)
    return review


def write_protocol(session: Session, case_id: UUID, ballots: Sequence[Ballot], said: str) -> ReviewCommission:
    """The protocol of the sitting: who came, votes, dissent, what was found (R11.1)."""
    return review_commissions.write(session, held(session, case_id), ballots, said)


def appeal(session: Session, case_id: UUID, student_id: UUID, words: str) -> Review:
    """The student appeals against the order (R11.1)."""
    review = held(session, case_id, student_id)
    return _told(session, review, [review_appeals.file(session, review, words)])


def write_appeal_protocol(
    session: Session, case_id: UUID, proposal: str, ballots: Sequence[Ballot], said: str
) -> ReviewCommission:
    """The protocol of the appeal: ``proposal`` is what was voted on, ``kept``, ``revoked`` or ``reopened`` (R11.1)."""
    return review_appeals.write(session, held(session, case_id), proposal, ballots, said)


def sign_appeal_protocol(session: Session, case_id: UUID) -> ReviewCommission:
    """The chair of the appeal's commission signs: the appeal is decided (R11.1)."""
    review = held(session, case_id)
    row, decided = review_appeals.sign(session, review)
    engine.deliver(session, [decided])
    return row


def ask_revocation(session: Session, case_id: UUID, words: str, document: str) -> Revocation:
    """The leading office asks for the revocation of an order, by a court's decision say (R11.1)."""
    row = revocations.ask(session, held(session, case_id), words, document)
    revocation.begin(session, [row])
    return row


def sign_revocation(session: Session, case_id: UUID) -> Order:
    """The rector signs the revoking order; what the order did is undone (R11.4)."""
    row = _revocation(session, case_id)
    engine.deliver(session, [revocations.sign(session, row)])
    session.refresh(row)
    return revocations.order_of(session, row)


def _revocation(session: Session, case_id: UUID) -> Revocation:
    """The revocation of a review's order, kept still."""
    found = session.scalar(select(Revocation).where(Revocation.review_id == case_id))
    if found is None:
        raise NotFound("revocation")
    engine.hold(session, [found.case_id])
    session.refresh(found)
    return found


def settle(session: Session, effect_id: UUID, how: str) -> ReviewEffect:
    """The office has settled by hand what could not be given back (R11.4)."""
    return review_effects.settle(session, effect_id, how)


def sign_protocol(session: Session, case_id: UUID) -> ReviewCommission:
    """The chair signs the protocol of the review (R11.1)."""
    review = held(session, case_id)
    row = review_commissions.sign(session, review)
    engine.deliver(session, [ProtocolSigned(case_id, expel=row.outcome == "expel")])
    return row


def sign_order(session: Session, case_id: UUID) -> Order:
    """The rector signs: the order is issued (R11.1). Raises Refused with every reason."""
    review = held(session, case_id)
    _told(session, review, [review_orders.sign(session, review)])
    return review_orders.order_of(session, review)


def close(session: Session, case_id: UUID, why: str) -> Review:
    """The rector does not sign: the case is closed (R11.1)."""
    review = held(session, case_id)
    return _told(session, review, [review_orders.close(session, review, why)])


def _told(session: Session, review: Review, messages: Sequence[Message]) -> Review:
    if messages:
        engine.deliver(session, messages)
    session.refresh(review)
    return review


def _stands_at(session: Session, review: Review, *labels: str) -> bool:
    return session.get_one(Case, review.case_id).label in labels
