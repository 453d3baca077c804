"""After the order of expulsion: appeal, revocation, effects, papers (R11.1, R11.4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import validate
from sqlalchemy.orm import Session

from services.registration.api.review_decisions import ProtocolIn, ProtocolOut, WhyIn, ballots
from services.registration.api.review_schemas import EffectOut, OrderOut, ReviewOut
from services.registration.api.reviews import SEE, seen, shown
from services.registration.db import db
from services.registration.models.orders import Order
from services.registration.queries import review_effects
from services.registration.usecases.review_appeals import OUTCOMES
from services.registration.workflows import reviewing
from shared.web import (
    ApiSchema,
    Paged,
    PageOf,
    PageQuery,
    WholeNumber,
    Word,
    allows,
    api_blueprint,
    current_student_id,
    fields,
    page_of,
    writes,
)
from shared.web.fields import Moment

blp = api_blueprint("registration", "review-appeals", "Appeals, revocations and effects of expulsions")


class AppealIn(ApiSchema):
    words = Word(required=True, most=5000)


class AppealProtocolIn(ProtocolIn):
    """``proposal``: what was voted on."""

    proposal = fields.String(required=True, validate=validate.OneOf(OUTCOMES))


class RevocationIn(ApiSchema):
    words = Word(required=True, most=2000)
    document = Word(required=True, most=300)


class RevocationOut(ApiSchema):
    case_id = fields.UUID(required=True)
    review_id = fields.UUID(required=True)
    why = fields.String(required=True)
    words = fields.String(required=True)
    document = fields.String(required=True)


class LostOut(ApiSchema):
    effect_id = fields.UUID(required=True)
    case_id = fields.UUID(required=True)
    number = WholeNumber(required=True)
    name = fields.String(required=True)
    source = fields.String(required=True)
    what = fields.String(required=True)
    subject = fields.String(required=True)
    says = fields.Dict(required=True)
    at = Moment(required=True)


@blp.post("/<uuid:case_id>")
@allows("registration.appeal_order")
@blp.arguments(AppealIn)
@writes(blp, db, 201, ReviewOut)
def appeal(session: Session, body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Appeal against the order, once, within its term (R11.1)."""
    reviewing.appeal(session, case_id, current_student_id(), body["words"])
    return shown(session, case_id)


@blp.post("/<uuid:case_id>/protocol")
@allows("registration.lead_review")
@blp.arguments(AppealProtocolIn)
@writes(blp, db, 200, ProtocolOut)
def write_protocol(session: Session, body: dict[str, Any], case_id: UUID) -> Any:
    """The protocol of the appeal: what was voted on, votes, dissent, what was found."""
    return reviewing.write_appeal_protocol(session, case_id, body["proposal"], ballots(body), body["said"])


@blp.post("/<uuid:case_id>/signed-protocol")
@allows("registration.sit_on_commission")
@writes(blp, db, 200, ProtocolOut)
def sign_protocol(session: Session, case_id: UUID) -> Any:
    """The chair of the appeal's commission signs: the appeal is decided."""
    return reviewing.sign_appeal_protocol(session, case_id)


@blp.post("/<uuid:case_id>/revocation")
@allows("registration.lead_review")
@blp.arguments(RevocationIn)
@writes(blp, db, 201, RevocationOut)
def ask_revocation(session: Session, body: dict[str, Any], case_id: UUID) -> Any:
    """Ask for the revocation of an order, by a court's decision say."""
    return reviewing.ask_revocation(session, case_id, body["words"], body["document"])


@blp.post("/<uuid:case_id>/revoking-order")
@allows("registration.sign_order")
@writes(blp, db, 201, OrderOut)
def sign_revocation(session: Session, case_id: UUID) -> Order:
    """The rector signs the revoking order; what the order did is undone (R11.4)."""
    return reviewing.sign_revocation(session, case_id)


@blp.get("/<uuid:case_id>/effects")
@allows("registration.see_reviews")
@blp.response(200, EffectOut(many=True))
def list_effects(case_id: UUID) -> Any:
    """What the order did, what came back, what could not."""
    with db.read() as session:
        seen(session, case_id, SEE)
        return review_effects.of_review(session, case_id)


@blp.get("/effects")
@allows("registration.lead_review")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(LostOut))
def list_lost(query: dict[str, Any]) -> PageOf:
    """What revoking orders could not give back and nobody has settled yet, the oldest first."""
    with db.read() as session:
        return page_of(session, review_effects.to_settle(), query)


@blp.post("/effects/<uuid:effect_id>/settled")
@allows("registration.lead_review")
@blp.arguments(WhyIn)
@writes(blp, db, 200, EffectOut)
def settle(session: Session, body: dict[str, Any], effect_id: UUID) -> Any:
    """What could not be given back was settled by hand."""
    return reviewing.settle(session, effect_id, body["why"])
