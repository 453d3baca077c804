"""`/billing/api/v1/cash`: the cash desk: shifts, receipts, counter-receipts, the second person (R14.2, D16)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.models import CashReceipt, CashShift
from services.billing.queries import cash as desk
from services.billing.queries.cash import ReceiptPaper
from services.billing.usecases import cash, cash_back, cash_second
from services.billing.usecases.cash import Payment
from shared.web import (
    ApiSchema,
    MoneyField,
    Paged,
    PageOf,
    PageQuery,
    WholeNumber,
    Word,
    allows,
    api_blueprint,
    page_of,
    writes,
)

blp = api_blueprint("billing", "cash", "The cash desk: shifts and receipts")


class ShiftOut(ApiSchema):
    """A cashier's shift; what its box should hold, and what was counted."""

    shift_id = fields.UUID(required=True)
    nth = WholeNumber(required=True)
    cashier_id = fields.UUID(required=True)
    cashier_name = fields.String(required=True)
    opened_at = fields.AwareDateTime(required=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    box = MoneyField(required=True)
    counted = MoneyField(allow_none=True)
    difference_why = fields.String(required=True)


class CountIn(ApiSchema):
    """What was counted in the box; a difference bears its name."""

    counted = MoneyField(required=True)
    why = Word(least=0, most=300, load_default="")


class ReceiptLineOut(ApiSchema):
    """A line of the list; money that was given back is negative."""

    receipt_id = fields.UUID(required=True)
    number = fields.String(required=True)
    shift_id = fields.UUID(required=True)
    taken_at = fields.AwareDateTime(required=True)
    received_on = fields.Date(required=True)
    signed = MoneyField(negative=True, required=True)
    status = fields.String(required=True)
    invoice = fields.String(required=True)
    student = fields.String(required=True)
    payer_name = fields.String(required=True)
    why = fields.String(required=True)
    cashier_name = fields.String(required=True)
    confirmer_name = fields.String(required=True)


class ReceiptOut(ApiSchema):
    """One receipt as it is printed."""

    receipt_id = fields.UUID(required=True)
    number = fields.String(required=True)
    shift_id = fields.UUID(required=True)
    invoice_id = fields.UUID(required=True, attribute="invoice.invoice_id")
    amount = MoneyField(required=True)
    received_on = fields.Date(required=True)
    taken_at = fields.AwareDateTime(required=True)
    status = fields.String(required=True)
    why = fields.String(required=True)
    is_counter = fields.Boolean(required=True)
    payer = fields.String(required=True)
    payer_id = fields.String(required=True)
    cashier = fields.String(required=True)
    confirmer = fields.String(required=True)


class ReceiptQuery(PageQuery):
    """Which receipts."""

    shift_id = fields.UUID()
    status = fields.String(validate=validate.OneOf(["waiting", "posted", "refused"]))


class PaymentIn(ApiSchema):
    """What is paid at the desk, by whom; an older day needs a ground, and a second person."""

    invoice_id = fields.UUID(required=True)
    amount = MoneyField(required=True)
    payer_name = Word(most=120, required=True)
    payer_id = Word(least=0, most=12, load_default="")
    received_on = fields.Date(load_default=None, allow_none=True)
    why = Word(least=0, most=300, load_default="")


class BackIn(ApiSchema):
    """Why money is given back."""

    why = Word(most=300, required=True)


class DecisionIn(ApiSchema):
    """Confirmed or refused."""

    confirm = fields.Boolean(required=True)


@blp.get("/shifts")
@allows("billing.see_cash")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(ShiftOut))
def list_shifts(query: dict[str, Any]) -> PageOf:
    """All shifts, the newest first."""
    with db.read() as session:
        return page_of(session, desk.shifts().order_by(CashShift.nth.desc()), query)


@blp.post("/shifts")
@allows("billing.take_cash")
@writes(blp, db, 201, ShiftOut)
def open_shift(session: Session) -> Any:
    """Begin a shift with an empty box; a cashier has one at a time."""
    return desk.shift_row(session, cash.open_shift(session).shift_id)


@blp.post("/shifts/close")
@allows("billing.take_cash")
@blp.arguments(CountIn)
@writes(blp, db, 200, ShiftOut)
def close_shift(session: Session, body: dict[str, Any]) -> Any:
    """Count the box and close one's shift; all of it is on its way to the bank."""
    return desk.shift_row(session, cash.close_shift(session, body["counted"], body["why"]).shift_id)


@blp.get("/receipts")
@allows("billing.see_cash")
@blp.arguments(ReceiptQuery, location="query")
@blp.response(200, Paged(ReceiptLineOut))
def list_receipts(query: dict[str, Any]) -> PageOf:
    """Receipts and counter-receipts, the newest first."""
    select = desk.receipts()
    if "shift_id" in query:
        select = select.where(CashReceipt.shift_id == query["shift_id"])
    if "status" in query:
        select = select.where(CashReceipt.status == query["status"])
    with db.read() as session:
        return page_of(session, select.order_by(CashReceipt.taken_at.desc(), CashReceipt.number), query)


@blp.get("/receipts/<uuid:receipt_id>")
@allows("billing.see_cash")
@blp.response(200, ReceiptOut)
def show(receipt_id: UUID) -> ReceiptPaper:
    """One receipt."""
    with db.read() as session:
        return desk.paper(session, receipt_id)


@blp.post("/receipts")
@allows("billing.take_cash")
@blp.arguments(PaymentIn)
@writes(blp, db, 201, ReceiptOut)
def take(session: Session, body: dict[str, Any]) -> ReceiptPaper:
    """Take money for an invoice; it pays it as a bank line of that day would (R8.4)."""
    return desk.paper(session, cash.take(session, Payment(**body)).receipt_id)


@blp.post("/receipts/<uuid:receipt_id>/back")
@allows("billing.take_cash")
@blp.arguments(BackIn)
@writes(blp, db, 201, ReceiptOut)
def give_back(session: Session, body: dict[str, Any], receipt_id: UUID) -> ReceiptPaper:
    """Write a counter-receipt: of this shift it acts at once, of an earlier one it waits for a second person (D16)."""
    return desk.paper(session, cash_back.give_back(session, receipt_id, body["why"]).receipt_id)


@blp.post("/receipts/<uuid:receipt_id>/decision")
@allows("billing.confirm_cash")
@blp.arguments(DecisionIn)
@writes(blp, db, 200, ReceiptOut)
def decide(session: Session, body: dict[str, Any], receipt_id: UUID) -> ReceiptPaper:
    """The second person confirms, and it is booked, or refuses, and it is not (R14.2)."""
    act = cash_second.confirm if body["confirm"] else cash_second.refuse
    return desk.paper(session, act(session, receipt_id).receipt_id)
