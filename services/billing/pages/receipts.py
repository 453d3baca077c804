"""A receipt of the cash desk: its paper, the second person's word, giving the money back (R14.2)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, current_app, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.paper import receipt_pdf
from services.billing.queries import cash as desk
from services.billing.queries.cash import ReceiptPaper
from services.billing.usecases import cash_back, cash_second
from shared.errors import Refused
from shared.web import (
    Form,
    TextField,
    allows,
    back_to,
    current_actor,
    current_language,
    page_blueprint,
    render,
    render_form,
    shown_in,
)
from shared.web.problems import told

pages = page_blueprint("billing", "receipts", __name__, "/cash/receipts")


class BackForm(Form):
    """Why a receipt is reversed."""

    why = TextField("cash.back_why", required=True, max=300, lines=3)


@pages.get("/<uuid:receipt_id>")
@allows("billing.see_cash")
def show(receipt_id: UUID) -> ResponseReturnValue:
    """One receipt, and what can be done about it."""
    return _page(receipt_id)


@pages.get("/<uuid:receipt_id>/receipt.pdf")
@allows("billing.see_cash")
def pdf(receipt_id: UUID) -> Response:
    """The receipt to print."""
    with db.read() as session:
        return as_pdf(desk.paper(session, receipt_id))


@pages.post("/<uuid:receipt_id>/confirm")
@allows("billing.confirm_cash")
def confirm(receipt_id: UUID) -> ResponseReturnValue:
    """The second person confirms: it is booked."""
    return _act(receipt_id, cash_second.confirm, "cash.confirmed")


@pages.post("/<uuid:receipt_id>/refuse")
@allows("billing.confirm_cash")
def refuse(receipt_id: UUID) -> ResponseReturnValue:
    """The second person refuses: nothing was booked."""
    return _act(receipt_id, cash_second.refuse, "cash.refused")


@pages.route("/<uuid:receipt_id>/back", methods=["GET", "POST"])
@allows("billing.take_cash")
def give_back(receipt_id: UUID) -> ResponseReturnValue:
    """Give the money back by a counter-receipt, with a reason."""
    form = BackForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            counter = cash_back.give_back(session, receipt_id, form.why.data)
            said = "cash.waits" if counter.status == "waiting" else "cash.given_back"
            return back_to("receipts.show", said=said, receipt_id=counter.receipt_id)
    with db.read() as session:
        paper = desk.paper(session, receipt_id)
    return render_form("billing/cash_back.html", form=form, paper=paper)


def as_pdf(paper: ReceiptPaper) -> Response:
    """The PDF; its name is the receipt's number."""
    address = f"{current_app.config['WEB'].origin}{url_for('payer.show', code=paper.invoice.code)}"
    answer = Response(receipt_pdf(paper, current_language(), address), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{paper.number}.pdf"'
    return answer


def _act(receipt_id: UUID, act: Callable[[Session, UUID], object], said: str) -> ResponseReturnValue:
    try:
        with db.transaction() as session:
            act(session, receipt_id)
    except Refused as refused:
        answer = _page(receipt_id, [told(one) for one in refused.reasons])
        answer.status_code = 409
        return answer
    return back_to("receipts.show", said=said, receipt_id=receipt_id)


def _page(receipt_id: UUID, problems: list[dict[str, str]] | None = None) -> Response:
    actor = current_actor()
    with db.read() as session:
        paper = desk.paper(session, receipt_id)
    second = actor.may("billing.confirm_cash") and actor.person_id != paper.cashier_id
    return render(
        "billing/cash_receipt.html", paper=paper, problems=problems or [], language_code=current_language(),
        decides=second and paper.status == "waiting", takes=actor.may("billing.take_cash"),
    )  # fmt: skip
