"""Who paid for whom: a payer's card, for a parent or an employer (D15)."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func

from services.billing.db import db
from services.billing.models import Entry, Person
from services.billing.queries import payers
from shared.web import Column, DataTable, allows, page_blueprint

pages = page_blueprint("billing", "payers", __name__, "/payers")

PAYMENTS = DataTable(
    "payments",
    Column("happened_on", "story.day", kind="day", sort=Entry.happened_on),
    Column("payer", "story.payer", sort=payers.payer_name),
    Column(
        "payer_id", "line.payer_id", sort=payers.payer_number,
        link=lambda row: url_for("payers.index", payer=row.payer_id) if row.payer_id else None,
    ),
    Column("payer_account", "refund.account"),
    Column("amount", "story.amount", kind="money"),
    Column(
        "student", "invoice.student", sort=Person.sort_key,
        link=lambda row: url_for("account.of_student", student_id=row.student_id),
    ),
    Column("number", "invoice.number"),
    search=(func.lower(payers.payer_name), payers.payer_number, Person.folded),
    sort="-happened_on",
)  # fmt: skip


@pages.get("")
@allows("billing.see_ledger")
def index() -> ResponseReturnValue:
    """All payments by payer, or the card of one."""
    number, query = request.args.get("payer", "")[:20], payers.payments()
    with db.read() as session:
        card = payers.card(session, number) if number else None
        if card:
            query = query.where(payers.payer_number == number)
        return PAYMENTS.answer(session, query, "billing/payers.html", card=card)
