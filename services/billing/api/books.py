"""`/billing/api/v1/books`: books = seats with differences by name, the register for 1C (R14.1, R14.2, R15.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import fields

from services.billing.db import db
from services.billing.queries import register
from services.billing.queries.seats import SeatTie, seat_tie
from shared.clock import now
from shared.web import ApiSchema, MoneyField, WholeNumber, allows, api_blueprint

blp = api_blueprint("billing", "books", "The books: seats beside payments, the register for 1C")


class UntiedOut(ApiSchema):
    """An invoice and a seat that do not agree; a seat may have no invoice."""

    invoice_id = fields.UUID(allow_none=True)
    number = fields.String(allow_none=True)
    status = fields.String(allow_none=True)
    course_code = fields.String(allow_none=True)
    held = MoneyField(allow_none=True)
    student = fields.String(required=True)


class SeatTieOut(ApiSchema):
    """Paid invoices beside confirmed seats."""

    paid = WholeNumber(required=True)
    paid_total = MoneyField(required=True)
    confirmed = WholeNumber(required=True)
    unconfirmed = fields.List(fields.Nested(UntiedOut), required=True)
    unpaid = fields.List(fields.Nested(UntiedOut), required=True)
    holds = fields.Boolean(required=True)


class RegisterQuery(ApiSchema):
    """Which days; without them this month until today."""

    since = fields.Date()
    until = fields.Date()


class EntryOut(ApiSchema):
    """One correspondence, as 1C takes it."""

    happened_on = fields.Date(required=True)
    nth = WholeNumber(required=True)
    kind = fields.String(required=True)
    debit = fields.String(required=True)
    debit_of = fields.String(required=True)
    credit = fields.String(required=True)
    credit_of = fields.String(required=True)
    amount = MoneyField(required=True)
    student = fields.String(required=True)
    invoice = fields.String(required=True)
    document = fields.String(required=True)
    payer = fields.String(required=True)


class TurnoverOut(ApiSchema):
    """The sum of a pair of accounts."""

    debit = fields.String(required=True)
    credit = fields.String(required=True)
    amount = MoneyField(required=True)


class RegisterOut(ApiSchema):
    """The entries of a period, and the sums of each pair of accounts."""

    since = fields.Date(required=True)
    until = fields.Date(required=True)
    items = fields.List(fields.Nested(EntryOut), required=True)
    turnover = fields.List(fields.Nested(TurnoverOut), required=True)


@blp.get("/seats")
@allows("billing.see_ledger")
@blp.response(200, SeatTieOut)
def show_seats() -> SeatTie:
    """Whose invoice is paid and whose seat is confirmed, and where the two differ, by name."""
    with db.read() as session:
        return seat_tie(session)


@blp.get("/register")
@allows("billing.see_ledger")
@blp.arguments(RegisterQuery, location="query")
@blp.response(200, RegisterOut)
def show_register(query: dict[str, date]) -> dict[str, Any]:
    """The entries of a period as debit and credit."""
    with db.read() as session:
        first, last = register.period(query.get("since"), query.get("until"), now(session).day)
        rows = register.rows(session, first, last)
    sums = [{"debit": debit, "credit": credit, "amount": amount} for debit, credit, amount in register.turnover(rows)]
    return {"since": first, "until": last, "items": rows, "turnover": sums}
