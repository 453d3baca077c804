"""Seats offered to the line: a yes or a no in time (R3.5, D20)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields as exact
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.seats import SeatOffer
from services.registration.workflows import seat_offer
from shared.web import ApiSchema, allows, api_blueprint, current_student_id, fields, writes
from shared.web.fields import Moment

blp = api_blueprint("registration", "seat-offers", "Seats offered to the first of a line")


class AnswerIn(ApiSchema):
    accepted = exact.Boolean(required=True, truthy={True}, falsy={False})


class SeatOfferOut(ApiSchema):
    offer_id = fields.UUID(required=True, attribute="case_id")
    application_id = fields.UUID(required=True)
    section_id = fields.UUID(required=True)
    made_at = Moment(required=True)
    until = Moment(required=True)
    answer = fields.String(allow_none=True)
    outcome = fields.String(allow_none=True)


@blp.get("/")
@allows("registration.answer_offer")
@blp.response(200, SeatOfferOut(many=True))
def mine() -> list[SeatOffer]:
    """Offers to me that wait for an answer."""
    with db.read() as session:
        query = select(SeatOffer).where(SeatOffer.student_id == current_student_id(), SeatOffer.outcome.is_(None))
        return list(session.scalars(query.order_by(SeatOffer.until)))


@blp.post("/<uuid:offer_id>/answer")
@allows("registration.answer_offer")
@blp.arguments(AnswerIn)
@writes(blp, db, 200, SeatOfferOut)
def answer(session: Session, body: dict[str, Any], offer_id: UUID) -> SeatOffer:
    """Accept or decline; acted on before this is answered."""
    return seat_offer.answer(session, offer_id, current_student_id(), body["accepted"])
