"""The cash desk: a cashier's shift, payments at the desk, counting, and what waits for a second person (R14.2)."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.billing.db import db
from services.billing.models import CashReceipt, CashShift
from services.billing.queries import cash as desk
from services.billing.queries import papers
from services.billing.usecases import cash
from services.billing.usecases.cash import Payment
from shared.errors import NotFound
from shared.web import (
    Column,
    DataTable,
    DateField,
    Form,
    MoneyInput,
    TextField,
    allows,
    back_to,
    current_actor,
    current_language,
    page_blueprint,
    render_form,
    say,
    shown_in,
)

pages = page_blueprint("billing", "cash", __name__, "/cash")

SHIFTS = DataTable(
    "shifts",
    Column("nth", "cash.shift", kind="number", sort=CashShift.nth, link=lambda row: _shift(row.shift_id)),
    Column("cashier_name", "cash.cashier", sort=CashShift.cashier_name),
    Column("state", "cash.state", kind="badge"),
    Column("opened_at", "cash.opened_at", kind="moment", sort=CashShift.opened_at),
    Column("closed_at", "cash.closed_at", kind="moment", sort=CashShift.closed_at),
    Column("box", "cash.box", kind="money"),
    Column("counted", "cash.counted", kind="money"),
    Column("difference_why", "cash.difference_why"),
    sort="-opened_at",
)
RECEIPTS = DataTable(
    "receipts",
    Column("number", "cash.receipt", sort=CashReceipt.number, link=lambda row: _receipt(row.receipt_id)),
    Column("taken_at", "cash.taken_at", kind="moment", sort=CashReceipt.taken_at),
    Column("received_on", "cash.received_on", kind="day", sort=CashReceipt.received_on),
    Column("invoice", "invoice.number"),
    Column("student", "invoice.student"),
    Column("payer_name", "cash.payer"),
    Column("signed", "cash.amount", kind="money"),
    Column("state", "cash.state", kind="badge"),
    Column("confirmer_name", "cash.confirmer"),
    Column("why", "cash.why"),
    sort="taken_at",
)


class InvoiceForm(Form):
    """Which invoice is paid."""

    number = TextField("cash.invoice_number", required=True, max=40, help="cash.invoice_help")


class PaymentForm(Form):
    """What is paid; an older day needs a ground and a second person."""

    amount = MoneyInput("cash.amount", required=True)
    payer_name = TextField("cash.payer", required=True, max=120)
    payer_id = TextField("cash.payer_id", max=12)
    received_on = DateField("cash.older_day", help="cash.older_help")
    why = TextField("cash.why", max=300)


class CountForm(Form):
    """The counted sum; a difference bears its name."""

    counted = MoneyInput("cash.counted", required=True)
    why = TextField("cash.difference_why", max=300, help="cash.difference_help")


@pages.get("")
@allows("billing.see_cash")
def index() -> ResponseReturnValue:
    """My shift, what waits for a second person, and all shifts."""
    actor = current_actor()
    with db.read() as session:
        mine = session.execute(desk.open_shift_of(actor.person_id))
        return SHIFTS.answer(
            session, desk.shifts(), "billing/cash.html", mine=mine.one_or_none(), waiting=desk.waiting(session),
            takes=actor.may("billing.take_cash"),
        )  # fmt: skip


@pages.post("/open")
@allows("billing.take_cash")
def open_shift() -> ResponseReturnValue:
    """Begin a shift."""
    with db.transaction() as session:
        cash.open_shift(session)
    return back_to("cash.index", said="cash.opened")


@pages.route("/take", methods=["GET", "POST"])
@allows("billing.take_cash")
def find() -> ResponseReturnValue:
    """Find the invoice that is to be paid."""
    form = InvoiceForm()
    if form.validate_on_submit():
        try:
            with db.read() as session:
                found = desk.invoice_named(session, form.number.data)
            return back_to("cash.take", invoice_id=found)
        except NotFound:
            say("cash.no_invoice", "warning", number=form.number.data)
    return render_form("billing/cash_find.html", form=form)


@pages.route("/take/<uuid:invoice_id>", methods=["GET", "POST"])
@allows("billing.take_cash")
def take(invoice_id: UUID) -> ResponseReturnValue:
    """Take money for this invoice."""
    with db.read() as session:
        paper = papers.by_id(session, invoice_id)
    form = PaymentForm(amount=paper.remaining, payer_name=paper.student, payer_id=paper.iin)
    if form.validate_on_submit():
        payment = Payment(
            invoice_id, form.amount.data, form.payer_name.data, form.payer_id.data or "", form.received_on.data,
            form.why.data or "",
        )  # fmt: skip
        with shown_in(form), db.transaction() as session:
            receipt = cash.take(session, payment)
            said = "cash.waits" if receipt.status == "waiting" else "cash.taken"
            return back_to("receipts.show", said=said, receipt_id=receipt.receipt_id)
    return render_form("billing/cash_take.html", form=form, paper=paper, language_code=current_language())


@pages.route("/close", methods=["GET", "POST"])
@allows("billing.take_cash")
def close() -> ResponseReturnValue:
    """Count the box and close the shift."""
    form = CountForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            shift = cash.close_shift(session, form.counted.data, form.why.data or "")
            return back_to("cash.show", said="cash.closed", shift_id=shift.shift_id)
    with db.read() as session:
        mine = session.execute(desk.open_shift_of(current_actor().person_id)).one_or_none()
    if mine is None:
        return back_to("cash.index", said="cash.no_shift")
    return render_form("billing/cash_close.html", form=form, box=mine.box)


@pages.get("/shifts/<uuid:shift_id>")
@allows("billing.see_cash")
def show(shift_id: UUID) -> ResponseReturnValue:
    """The report of a shift: each slip, what was counted; as a file too."""
    with db.read() as session:
        shift = desk.shift(session, shift_id)
        query = desk.receipts().where(CashReceipt.shift_id == shift_id)
        box = cash.in_the_box(session, shift)
        return RECEIPTS.answer(session, query, "billing/cash_shift.html", shift=shift, box=box)


def _shift(shift_id: UUID) -> str:
    return url_for("cash.show", shift_id=shift_id)


def _receipt(receipt_id: UUID) -> str:
    return url_for("receipts.show", receipt_id=receipt_id)
