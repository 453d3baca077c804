"""Seats that lost their payment: the office's work list for programs (D16)."""

from __future__ import annotations

from typing import Any

from services.registration.db import db
from services.registration.models.reversals import PaymentReversal
from services.registration.queries import reversals
from shared.web import ApiSchema, Paged, PageOf, PageQuery, allows, api_blueprint, fields, page_of
from shared.web.fields import Moment

blp = api_blueprint("registration", "reversed-payments", "Confirmed seats whose payment turned out to be another's")


class UnpaidSeatOut(ApiSchema):
    """Whose seat, for which course, until when it is kept."""

    case_id = fields.UUID(required=True)
    name = fields.String(required=True)
    course = fields.String(required=True)
    state = fields.String(required=True)
    invoice_number = fields.String(required=True, allow_none=True)
    money = fields.String(required=True)
    repay_by = Moment(required=True)
    why = fields.String(required=True)


@blp.get("/")
@allows("registration.see_reversals")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(UnpaidSeatOut))
def list_unpaid(query: dict[str, Any]) -> PageOf:
    """Those that are not paid again, the nearest day first."""
    with db.read() as session:
        listed = reversals.unpaid_seats().order_by(PaymentReversal.repay_by, PaymentReversal.case_id)
        return page_of(session, listed, query)
