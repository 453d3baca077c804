"""Applications for the summer term: what is offered, what stands against it, applying, mine (R3.8, R8.4)."""

from __future__ import annotations

from typing import Any

from marshmallow import validate

from services.registration.api.reception import AcceptedOut, reception
from services.registration.db import db
from services.registration.domain.purposes import Purpose
from services.registration.queries import my_summer
from services.registration.usecases import applications
from services.registration.usecases.applications import Prospect, Wish
from shared.contracts.registration import SummerEnd
from shared.errors import Refused
from shared.web import (
    ApiSchema,
    MoneyField,
    WholeNumber,
    allows,
    api_blueprint,
    current_student_id,
    fields,
    writes_together,
)
from shared.web.fields import Moment
from shared.web.problems import told

blp = api_blueprint("registration", "applications", "Applications for the summer term")
PURPOSES = [purpose.value for purpose in Purpose]


class WishQuery(ApiSchema):
    section_id = fields.UUID(required=True)
    purpose = fields.String(load_default=Purpose.DEBT.value, validate=validate.OneOf(PURPOSES))


class WishIn(WishQuery):
    accepted_offer = fields.String(required=True, validate=validate.Length(64, 64))


class ReasonOut(ApiSchema):
    code = fields.String(required=True)
    rule = fields.String(required=True)
    text = fields.String(required=True)
    remedy = fields.String(required=True)
    rule_url = fields.String(required=True)


class ProspectOut(ApiSchema):
    """The published offer to this student, and every hold that would stop him now."""

    accepted_offer = fields.String(required=True, allow_none=True)
    offer = fields.Dict(required=True, allow_none=True)
    holds = fields.List(fields.Nested(ReasonOut), required=True)


class PlaceOut(ApiSchema):
    place = WholeNumber(required=True)
    of = WholeNumber(required=True)


class ApplicationOut(ApiSchema):
    case_id = fields.UUID(required=True)
    section_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = fields.Dict(required=True)
    credits = WholeNumber(required=True)
    section = fields.String(required=True)
    teacher = fields.String(required=True)
    state = fields.String(required=True)
    way = fields.String(allow_none=True, validate=validate.OneOf([way.value for way in SummerEnd]))
    received_at = Moment(required=True)
    drawn_at = Moment(required=True)
    due_at = Moment(allow_none=True)
    amount = MoneyField(required=True)
    invoice_id = fields.UUID(allow_none=True)
    invoice_number = fields.String(allow_none=True)
    paid_on = fields.Date(allow_none=True)
    late_amount = MoneyField(allow_none=True)
    mark = fields.String(allow_none=True)
    place = fields.Nested(PlaceOut, allow_none=True)
    offer_id = fields.UUID(allow_none=True)
    offer_until = Moment(allow_none=True)


@blp.get("/prospect")
@allows("registration.apply")
@blp.arguments(WishQuery, location="query")
@blp.response(200, ProspectOut)
def prospect(query: dict[str, Any]) -> dict[str, Any]:
    """What is offered for a section, and what stands against it, before he applies."""
    with db.read() as session:
        found = applications.prospect(session, current_student_id(), query["section_id"], Purpose(query["purpose"]))
        return as_body(found)


def as_body(found: Prospect) -> dict[str, Any]:
    """A prospect with its reasons in words."""
    return {
        "accepted_offer": found.offer.digest if found.offer else None,
        "offer": found.offer.content if found.offer else None,
        "holds": [told(reason) for reason in Refused(found.holds).reasons],
    }


@blp.post("/")
@allows("registration.apply")
@blp.arguments(WishIn)
@writes_together(blp, reception, 202, AcceptedOut)
def apply(body: dict[str, Any]) -> Wish:
    """Apply: accepted or refused at once, with every reason; the case goes on from there (R3.8, R8.3)."""
    return Wish(current_student_id(), body["section_id"], body["accepted_offer"], Purpose(body["purpose"]))


@blp.get("/")
@allows("registration.apply")
@blp.response(200, ApplicationOut(many=True))
def mine() -> list[my_summer.MyApplication]:
    """My applications, the newest first, with place in the line or open offer."""
    with db.read() as session:
        return my_summer.my_applications(session, current_student_id())
