"""`/billing/api/v1/advances`: money that no invoice has (D3, D5)."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from services.billing.db import db
from services.billing.models import Advance, Student
from services.billing.queries import lists
from shared.web import ApiSchema, MoneyField, Paged, PageOf, PageQuery, allows, api_blueprint, page_of, reach

blp = api_blueprint("billing", "advances", "Advances on students' accounts")


class AdvanceOut(ApiSchema):
    """An advance and what is left of it."""

    advance_id = fields.UUID(required=True)
    student_id = fields.UUID(required=True)
    invoice_id = fields.UUID(required=True)
    amount = MoneyField(required=True)
    left = MoneyField(required=True)
    why = fields.String(required=True)
    operation_on = fields.Date(required=True)
    payer_name = fields.String(required=True)


@blp.get("/")
@allows("billing.see_refunds")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(AdvanceOut))
def list_advances(query: dict[str, Any]) -> PageOf:
    """The advances that the caller may see."""
    select = reach("billing.see_refunds").narrow(lists.advances(), owner=Advance.student_id, faculty=Student.faculty_id)
    with db.read() as session:
        return page_of(session, select.order_by(Advance.operation_on, Advance.advance_id), query)
