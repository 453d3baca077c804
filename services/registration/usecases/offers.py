"""Offers of a freed seat: told, accepted, declined, run out (R3.5, D20)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from services.registration.models.applications import Application, State
from services.registration.models.seats import SeatOffer
from services.registration.usecases import dues, seats
from services.registration.usecases.notices import notices, tell
from shared.clock import now
from shared.contracts.base import Message
from shared.contracts.registration import LineClosed, OfferAnswered, SeatGiven, SummerEnd
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.messaging import publish
from shared.messaging.outages import is_held
from shared.workflow import Ends, GoOn
from shared.workflow.definition import Verdict

ACCEPTED, DECLINED, EXPIRED, TAKEN_BACK = "accepted", "declined", "expired", "taken_back"


def to_answer(session: Session, offer_id: UUID, student_id: UUID) -> SeatOffer:
    """The offer, if it is his and can still be answered; what arrives after its end is too late, swept or not (D25).

    While a long outage holds that end, it is not too late yet (R13.1).
    """
    offer = session.get(SeatOffer, offer_id, populate_existing=True)
    if offer is None or offer.student_id != student_id:
        raise NotFound("offer")
    waits = session.get(Application, offer.application_id)
    left = waits is None or waits.state != State.OFFERED
    late = now(session).office > offer.until and not is_held(session, offer.case_id)
    if left or offer.outcome is not None or late:
        raise Refused.because(over(offer))
    return offer


def over(offer: SeatOffer) -> Reason:
    """Why an offer can't be answered any more."""
    return Reason("offer_over", "D20", {"until": f"moment:{offer.until.isoformat()}"})


def told(session: Session, offers: Sequence[SeatOffer]) -> Iterable[Message]:
    """Tell each to whom a seat is offered, and until when it waits for him."""
    cases = applications_of(session, offers)
    until = {offer.application_id: {"until": offer.until} for offer in offers}
    return notices(session, list(cases.values()), "seat_offered", until)


def heard(session: Session, said: Sequence[tuple[SeatOffer, OfferAnswered]]) -> dict[UUID, Verdict]:
    """Note what the student answered; his no ends the offer."""
    actor, moment = actor_of(session), now(session).office
    for offer, event in said:
        offer.answer = ACCEPTED if event.accepted else DECLINED
        offer.answered_at, offer.answered_by = moment, actor.person_id if actor else None
    return {offer.case_id: GoOn() if event.accepted else Ends(DECLINED) for offer, event in said}


def accept(session: Session, offers: Sequence[SeatOffer]) -> None:
    """The seat is held for him from now on, and to be paid for at the latest by T-3 (D1, D20)."""
    cases = list(applications_of(session, offers).values())
    seats.move(session, cases, State.HELD)
    dues.set_due(session, cases, from_offer=True)
    due = {case.case_id: case.due_at for case in cases}
    publish(session, [SeatGiven(case_id, at) for case_id, at in due.items() if at is not None])
    tell(session, cases, "offer_accepted", {case.case_id: {"due_at": case.due_at} for case in cases})


def pass_on(_: Session, offers: Sequence[SeatOffer]) -> Iterable[Message]:
    """No seat comes to this student any more; giving it back serves the next in the line (D21)."""
    return [
        LineClosed(
            offer.application_id,
            SummerEnd.OFFER_DECLINED if offer.answer == DECLINED else SummerEnd.OFFER_EXPIRED,
        )
        for offer in offers
    ]


def ended(session: Session, ends: Sequence[tuple[SeatOffer, str]]) -> None:
    """Note how each offer ended."""
    for offer, way in ends:
        offer.outcome = way
    session.flush()


def applications_of(session: Session, offers: Sequence[SeatOffer]) -> dict[UUID, Application]:
    """The applications to which these offers were made."""
    ids = [offer.application_id for offer in offers]
    rows = session.scalars(
        select(Application).where(Application.case_id.in_(ids)).execution_options(populate_existing=True)
    )
    return {row.case_id: row for row in rows}
