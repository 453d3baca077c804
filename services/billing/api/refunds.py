"""`/billing/api/v1/refunds`: asked, released by two, paid out (R14.2, D3)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.models import Advance, RefundRequest, Student
from services.billing.queries import lists
from services.billing.usecases import refunds
from shared.errors import NotFound
from shared.web import (
    ApiSchema,
    MoneyField,
    Paged,
    PageOf,
    PageQuery,
    allows,
    api_blueprint,
    page_of,
    reach,
    require,
    writes,
)

blp = api_blueprint("billing", "refunds", "Refunds: asked, signed by two, paid out")


class RefundOut(ApiSchema):
    """A refund request and how far it is."""

    refund_id = fields.UUID(required=True)
    number = fields.String(required=True)
    student_id = fields.UUID(required=True)
    amount = MoneyField(required=True)
    status = fields.String(required=True)
    why = fields.String(required=True)
    opened_at = fields.AwareDateTime(required=True)
    to_name = fields.String(required=True)
    released_at = fields.AwareDateTime(allow_none=True)
    paid_out_on = fields.Date(allow_none=True)


class RefundIn(ApiSchema):
    """Of which advance."""

    advance_id = fields.UUID(required=True)


class RefundQuery(PageQuery):
    """Which requests."""

    status = fields.String(
        validate=validate.OneOf(["open", "first_signed", "released", "paid_out", "sent_back", "withdrawn"])
    )


@blp.get("/")
@allows("billing.see_refunds")
@blp.arguments(RefundQuery, location="query")
@blp.response(200, Paged(RefundOut))
def list_refunds(query: dict[str, Any]) -> PageOf:
    """The requests that the caller may see, the newest first."""
    select = reach("billing.see_refunds").narrow(
        lists.refunds(), owner=RefundRequest.student_id, faculty=Student.faculty_id
    )
    if "status" in query:
        select = select.where(RefundRequest.status == query["status"])
    with db.read() as session:
        return page_of(session, select.order_by(RefundRequest.opened_at.desc(), RefundRequest.number), query)


@blp.post("/")
@allows("billing.ask_refund")
@blp.arguments(RefundIn)
@writes(blp, db, 201, RefundOut)
def ask(session: Session, body: dict[str, Any]) -> RefundRequest:
    """Ask for what is left of an advance (D5); it goes to the payer's account only (D15)."""
    advance = session.get(Advance, body["advance_id"])
    if advance is None:
        raise NotFound("advance")
    require("billing.ask_refund", owner=advance.student_id)
    return refunds.ask(session, advance.advance_id)


@blp.post("/<uuid:refund_id>/signatures")
@allows("billing.sign_refund")
@writes(blp, db, 201, RefundOut)
def sign(session: Session, refund_id: UUID) -> RefundRequest:
    """Sign; the second signature, of another person, releases the money (R14.2)."""
    return refunds.sign(session, refund_id)
