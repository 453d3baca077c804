"""Shapes that several resources share."""

from __future__ import annotations

from marshmallow import fields

from shared.web import ApiSchema, MoneyField


class ReasonOut(ApiSchema):
    """Why, with the rule."""

    code = fields.String(required=True)
    rule = fields.String(required=True)
    params = fields.Dict(keys=fields.String(), values=fields.String())


class InvoiceOut(ApiSchema):
    """An invoice with the arithmetic of its price (R9.2)."""

    invoice_id = fields.UUID(required=True)
    case_id = fields.UUID(required=True)
    number = fields.String(required=True)
    student_id = fields.UUID(required=True)
    student = fields.String(required=True)
    student_number = fields.String(allow_none=True)
    course_code = fields.String(required=True)
    credits = fields.Integer(required=True)
    price = MoneyField(required=True)
    amount = MoneyField(required=True)
    held = MoneyField(required=True)
    status = fields.String(required=True)
    due_on = fields.Date(required=True)
    due_at = fields.AwareDateTime(required=True)
    paid_on = fields.Date(allow_none=True)


class LineOut(ApiSchema):
    """A line of a statement: what became of it, and why."""

    number = fields.String(required=True)
    operation_on = fields.Date(required=True)
    incoming = fields.Boolean(required=True)
    amount = MoneyField(required=True)
    payer_name = fields.String(required=True)
    payee_name = fields.String(required=True)
    purpose = fields.String(required=True)
    way = fields.String(required=True)
    reasons = fields.List(fields.Nested(ReasonOut), required=True)
