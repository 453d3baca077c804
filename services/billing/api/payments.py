"""`/billing/api/v1/payments/<code>`: what a payer sees by the invoice's code, without an account and without marks."""

from __future__ import annotations

from marshmallow import fields

from services.billing.db import db
from services.billing.queries import papers
from services.billing.queries.papers import InvoicePaper
from shared.web import ApiSchema, MoneyField, api_blueprint, limiter, public

blp = api_blueprint("billing", "payments", "An invoice by its code, for whoever pays (D15)")


class PayerOut(ApiSchema):
    """What is to be paid, to whom, with which words; whether it is paid."""

    number = fields.String(required=True)
    student = fields.String(required=True)
    amount = MoneyField(required=True)
    remaining = MoneyField(required=True)
    status = fields.String(required=True)
    due_on = fields.Date(required=True)
    paid_on = fields.Date(allow_none=True)
    purpose = fields.String(required=True)
    bin = fields.String(required=True)
    kbe = fields.String(required=True)
    purpose_code = fields.String(required=True)


@blp.get("/<code>")
@public
@limiter.limit("60/minute")
@blp.response(200, PayerOut)
def show_by_code(code: str) -> InvoicePaper:
    """The invoice of this code; a code can't be guessed."""
    with db.read() as session:
        return papers.by_code(session, code)
