"""A freed seat offered to the first of the line: yes holds it, no or silence passes it on (R3.5, D20, D21).

Giving it back serves the line again, which begins the next of these.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from services.registration.models.applications import Application
from services.registration.models.seats import SeatOffer
from services.registration.usecases import line, offers, qualifying
from services.registration.workflows.engine import engine, known
from shared.contracts.registration import OfferAnswered, OfferTakenBack
from shared.errors import Refused
from shared.workflow import Await, Do, Path, Tell, Workflow

SEAT_OFFER = known(
    Workflow(
        name="registration.seat_offer",
        version=1,
        case=SeatOffer,
        steps=(
            Tell("offer the seat", offers.told, undo=Tell("pass the seat on", offers.pass_on)),
            Await(
                "the answer",
                (OfferAnswered,),
                takes=offers.heard,
                until=lambda offer: offer.until,
                else_way=offers.EXPIRED,
            ),
            Do("hold the seat", offers.accept),
        ),
        way=lambda _offer: offers.ACCEPTED,
        interrupts={OfferTakenBack: Path(offers.TAKEN_BACK)},
        at_end=offers.ended,
    )
)


def serve_lines(session: Session, section_ids: Iterable[UUID]) -> list[SeatOffer]:
    """Offer what is free in these sections to the first of their lines (D21)."""
    made = line.serve(session, section_ids)
    if made:
        engine.begin(session, SEAT_OFFER, made)
    return made


def answer(session: Session, offer_id: UUID, student_id: UUID, accepted: bool) -> SeatOffer:
    """The student's yes or no, acted on before he reads the answer; too late is refused (R3.5, D20).

    A yes of one against whom something stands now is refused with every reason; until the offer ends he may cure it and
    say yes again.
    """
    offer = offers.to_answer(session, offer_id, student_id)
    if accepted:
        qualifying.refuse_unfit(session, session.get_one(Application, offer.application_id))
    engine.deliver(session, [OfferAnswered(offer_id, accepted)])
    session.refresh(offer)
    if offer.outcome == offers.EXPIRED:
        raise Refused.because(offers.over(offer))
    return offer
