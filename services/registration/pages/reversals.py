"""Seats that lost their payment: kept until a day, and what the office has to decide afterwards (D16)."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.models.reversals import PaymentReversal
from services.registration.queries import reversals
from shared.web import Column, DataTable, allows, page_blueprint

pages = page_blueprint("registration", "reversals", __name__)

UNPAID = DataTable(
    "unpaid",
    Column("name", "term.name", sort=Person.sort_key, link=lambda row: url_for("cases.show", case_id=row.case_id)),
    Column("course", "term.course", sort=Course.code),
    Column("invoice_number", "reversal.invoice"),
    Column("state", "case.state", kind="badge"),
    Column("money", "reversal.money", kind="badge", sort=PaymentReversal.state),
    Column("repay_by", "reversal.repay_by", kind="moment", sort=PaymentReversal.repay_by),
    Column("why", "reversal.why"),
    search=(Person.folded,),
    sort="repay_by",
    empty="reversal.none",
)


@pages.get("/reversed-payments")
@allows("registration.see_reversals")
def index() -> ResponseReturnValue:
    """Confirmed seats whose money turned out to be another's."""
    with db.read() as session:
        return UNPAID.answer(session, reversals.unpaid_seats(), "registration/reversals.html")
