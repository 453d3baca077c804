"""Money that no invoice has: late, too much, paid twice, left over; what is left of it (D3, D5, D18)."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from services.billing.db import db
from services.billing.models import Advance, Person, Student
from services.billing.queries import lists
from shared.web import Column, DataTable, allows, page_blueprint, reach

pages = page_blueprint("billing", "advances", __name__, "/advances")

ADVANCES = DataTable(
    "advances",
    Column(
        "student", "invoice.student", sort=Person.sort_key,
        link=lambda row: url_for("account.of_student", student_id=row.student_id),
    ),
    Column("why", "refund.why", kind="badge", sort=Advance.why),
    Column("number", "invoice.number", link=lambda row: _invoice(row)),
    Column("operation_on", "story.day", kind="day", sort=Advance.operation_on),
    Column("payer_name", "story.payer", sort=Advance.payer_name),
    Column("amount", "story.amount", kind="money", sort=Advance.amount),
    Column("left", "invoice.left", kind="money", sort=Advance.left),
    search=(Person.folded,),
    sort="-operation_on",
)  # fmt: skip


@pages.get("")
@allows("billing.see_refunds")
def index() -> ResponseReturnValue:
    """Every advance within reach, the newest money first."""
    seen = reach("billing.see_refunds")
    query = seen.narrow(lists.named_advances(), owner=Advance.student_id, faculty=Student.faculty_id)
    with db.read() as session:
        return ADVANCES.answer(session, query, "billing/advances.html")


def _invoice(row: Any) -> str | None:
    return url_for("invoices.show", invoice_id=row.invoice_id) if row.invoice_id else None
