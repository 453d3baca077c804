"""Who decides in an expulsion review: opinions, the commission, the rector (R11.1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import validate
from sqlalchemy.orm import Session

from services.registration.api.review_schemas import OrderOut, ReviewOut
from services.registration.api.reviews import seen, shown
from services.registration.db import db
from services.registration.domain.review_commission import Ballot, Vote
from services.registration.models.orders import Order
from services.registration.queries import reviews
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
    current_actor,
    fields,
    page_of,
    writes,
)
from shared.web.fields import Moment

blp = api_blueprint("registration", "review-decisions", "Deciding in expulsion reviews")
OPINE, LEAD = "registration.give_opinion", "registration.lead_review"
KIND = validate.OneOf(["review", "appeal"])


class OpinionIn(ApiSchema):
    place = fields.String(required=True, validate=validate.OneOf(["adviser", "dean"]))
    advice = fields.String(required=True, validate=validate.OneOf(["expel", "keep"]))
    words = Word(required=True, most=3000)


class WordIn(ApiSchema):
    goes_on = fields.Boolean(required=True)
    why = Word(required=True, most=1000)


class WhyIn(ApiSchema):
    why = Word(required=True, most=1000)


class CommissionIn(ApiSchema):
    kind = fields.String(load_default="review", validate=KIND)
    chair_id = fields.UUID(required=True)
    members = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=15))
    meets_at = Moment(required=True)
    place = Word(required=True, most=200)


class BallotIn(ApiSchema):
    """A member: ``vote`` empty, he did not come."""

    person_id = fields.UUID(required=True)
    vote = fields.String(allow_none=True, required=True, validate=validate.OneOf([vote.value for vote in Vote]))
    dissent = Word(least=0, most=3000, load_default="")


class ProtocolIn(ApiSchema):
    said = Word(required=True, most=10_000)
    ballots = fields.List(fields.Nested(BallotIn), required=True, validate=validate.Length(min=1, max=16))


class ProtocolOut(ApiSchema):
    commission_id = fields.UUID(required=True)
    state = fields.String(required=True)
    outcome = fields.String(allow_none=True)
    quorum = WholeNumber(required=True)
    meets_at = Moment(required=True)
    number = fields.String(required=True)


class ProtocolLine(ApiSchema):
    year = WholeNumber(required=True)
    protocol = WholeNumber(required=True)
    kind = fields.String(required=True)
    meets_at = Moment(required=True)
    signed_at = Moment(required=True)
    outcome = fields.String(required=True)
    case_id = fields.UUID(required=True)
    case = WholeNumber(required=True)
    name = fields.String(required=True)


@blp.get("/protocols")
@allows("registration.see_registers")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(ProtocolLine))
def list_protocols(query: dict[str, Any]) -> PageOf:
    """The register of signed protocols, numbered without gaps within a year."""
    with db.read() as session:
        return page_of(session, reviews.protocols(), query)


@blp.post("/<uuid:case_id>/opinion")
@allows("registration.give_opinion")
@blp.arguments(OpinionIn)
@writes(blp, db, 200, ReviewOut)
def opine(session: Session, body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Give the adviser's or the dean's opinion, oneself or as the deputy (R11.1)."""
    seen(session, case_id, OPINE)
    reviewing.opine(session, case_id, body["place"], current_actor(), body["advice"], body["words"])
    return shown(session, case_id, OPINE)


@blp.post("/<uuid:case_id>/word")
@allows("registration.lead_review")
@blp.arguments(WordIn)
@writes(blp, db, 200, ReviewOut)
def say_word(session: Session, body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Say whether the case of one who is on leave or ill goes on (R10.4, D10)."""
    reviewing.say_word(session, case_id, body["why"], goes_on=body["goes_on"])
    return shown(session, case_id, LEAD)


@blp.post("/<uuid:case_id>/drop")
@allows("registration.lead_review")
@blp.arguments(WhyIn)
@writes(blp, db, 200, ReviewOut)
def drop(session: Session, body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Take back a case that another opened in error."""
    reviewing.drop(session, case_id, body["why"])
    return shown(session, case_id, LEAD)


@blp.post("/<uuid:case_id>/commission")
@allows("registration.lead_review")
@blp.arguments(CommissionIn)
@writes(blp, db, 201, ProtocolOut)
def call_commission(session: Session, body: dict[str, Any], case_id: UUID) -> Any:
    """Call a commission for a day; called anew it gives way (R11.1)."""
    return reviewing.call_commission(
        session, case_id, body["chair_id"], body["members"], body["meets_at"], body["place"], body["kind"]
    )


@blp.post("/<uuid:case_id>/protocol")
@allows("registration.lead_review")
@blp.arguments(ProtocolIn)
@writes(blp, db, 200, ProtocolOut)
def write_protocol(session: Session, body: dict[str, Any], case_id: UUID) -> Any:
    """Write the protocol: who came, votes, dissent, what was found (R11.1)."""
    return reviewing.write_protocol(session, case_id, ballots(body), body["said"])


def ballots(body: dict[str, Any]) -> list[Ballot]:
    """The votes as they were cast."""
    cast = body["ballots"]
    return [Ballot(one["person_id"], Vote(one["vote"]) if one["vote"] else None, one["dissent"]) for one in cast]


@blp.post("/<uuid:case_id>/failed-sitting")
@allows("registration.lead_review")
@blp.arguments(WhyIn)
@writes(blp, db, 200, ReviewOut)
def did_not_sit(session: Session, body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """The commission did not sit on its day: another day is to be named (R11.1)."""
    reviewing.did_not_sit(session, case_id, body["why"])
    return shown(session, case_id, LEAD)


@blp.post("/<uuid:case_id>/signed-protocol")
@allows("registration.sit_on_commission")
@writes(blp, db, 200, ProtocolOut)
def sign_protocol(session: Session, case_id: UUID) -> Any:
    """The chair signs the protocol of the review."""
    return reviewing.sign_protocol(session, case_id)


@blp.post("/<uuid:case_id>/order")
@allows("registration.sign_order")
@writes(blp, db, 201, OrderOut)
def sign_order(session: Session, case_id: UUID) -> Order:
    """The rector signs the order (R11.1)."""
    return reviewing.sign_order(session, case_id)


@blp.post("/<uuid:case_id>/closing")
@allows("registration.sign_order")
@blp.arguments(WhyIn)
@writes(blp, db, 200, ReviewOut)
def close(session: Session, body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """The rector does not sign, and says why: the case is closed."""
    reviewing.close(session, case_id, body["why"])
    return shown(session, case_id, "registration.sign_order")
