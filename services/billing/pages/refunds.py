"""Refunds: which wait for the first signature, which for the second; two people release them (R14.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.billing.db import db
from services.billing.models import Person, RefundRequest, Student
from services.billing.queries import lists
from services.billing.usecases import refunds
from shared.errors import NotFound, Refused
from shared.i18n import show_money
from shared.web import (
    Column,
    DataTable,
    allows,
    back_to,
    current_actor,
    current_language,
    page_blueprint,
    reach,
    render,
    render_confirm,
    t,
)
from shared.web.problems import told

pages = page_blueprint("billing", "refunds", __name__, "/refunds")

REFUNDS = DataTable(
    "refunds",
    Column("number", "refund.number", sort=RefundRequest.number, link=lambda row: _address(row)),
    Column("student", "invoice.student", sort=Person.sort_key),
    Column("amount", "refund.amount", kind="money", sort=RefundRequest.amount),
    Column("why", "refund.why", kind="badge"),
    Column("state", "refund.status", kind="badge", sort=RefundRequest.status),
    Column("signed", "refund.signed"),
    Column("to_name", "refund.to"),
    Column("to_account", "refund.account"),
    Column("opened_at", "refund.opened_at", kind="moment", sort=RefundRequest.opened_at),
    search=(Person.folded,),
    sort="-opened_at",
)


@pages.get("")
@allows("billing.see_refunds")
def index() -> ResponseReturnValue:
    """Every request within reach; those that can be signed lead on who may sign."""
    query = reach("billing.see_refunds").narrow(
        lists.refunds(), owner=RefundRequest.student_id, faculty=Student.faculty_id
    )
    with db.read() as session:
        return REFUNDS.answer(session, query, "billing/refunds.html")


@pages.get("/<uuid:refund_id>")
@allows("billing.sign_refund")
def confirm(refund_id: UUID) -> ResponseReturnValue:
    """What will happen, before it is signed."""
    with db.read() as session:
        row = session.execute(lists.refunds().where(RefundRequest.refund_id == refund_id)).one_or_none()
    if row is None:
        raise NotFound("refund")
    shown = [
        (t("refund.number"), row.number), (t("invoice.student"), row.student), (t("refund.amount"), row.amount),
        (t("refund.why"), t(f"status.{row.why}")), (t("refund.to"), row.to_name), (t("refund.account"), row.to_account),
        (t("refund.signed"), row.signed or None),
    ]  # fmt: skip
    text = t("refund.second" if row.signed else "refund.first", amount=show_money(row.amount, current_language()))
    return render_confirm(
        title=t("refund.sign_title", number=row.number), text=text, do=url_for("refunds.sign", refund_id=refund_id),
        back=url_for("refunds.index"), submit="word.sign", facts=shown, danger=bool(row.signed),
    )  # fmt: skip


@pages.post("/<uuid:refund_id>/sign")
@allows("billing.sign_refund")
def sign(refund_id: UUID) -> ResponseReturnValue:
    """Sign it; the second signature, of another person, releases the money."""
    try:
        with db.transaction() as session:
            status = refunds.sign(session, refund_id).status
    except Refused as refused:
        answer = render("billing/refused.html", problems=[told(one) for one in refused.reasons], back="refunds.index")
        answer.status_code = 409
        return answer
    return back_to("refunds.index", said="refund.released" if status == "released" else "refund.first_signed")


def _address(row: Any) -> str | None:
    may_sign = current_actor().may("billing.sign_refund")
    return url_for("refunds.confirm", refund_id=row.refund_id) if may_sign and row.status in refunds.LIVE else None
