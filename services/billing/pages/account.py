"""A student's account: his own with what he can do, or for finance as a story (R14.1, D3, D5)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.models import Advance, RefundRequest
from services.billing.queries import bank, lists, queue, stories
from services.billing.usecases import advances, choosing, refunds
from shared.errors import NotFound, Refused
from shared.web import (
    Column,
    DataTable,
    allows,
    back_to,
    current_student_id,
    page_blueprint,
    render,
    render_confirm,
    require,
    t,
)
from shared.web.problems import told

pages = page_blueprint("billing", "account", __name__)

STORY = DataTable(
    "story",
    Column("at", "story.at", kind="moment"),
    Column("kind", "story.kind", kind="badge"),
    Column("number", "invoice.number"),
    Column("payer", "story.payer"),
    Column("happened_on", "story.day", kind="day"),
    Column("amount", "story.amount", kind="money"),
    Column("owed", "story.owed", kind="money"),
    Column("advance", "story.advance", kind="money"),
    Column("refunds", "story.refunds", kind="money"),
    empty="story.none",
)


@pages.get("/account")
@allows("billing.see_own_account")
def mine() -> ResponseReturnValue:
    """My invoices, my advances, my refunds."""
    return _shown(current_student_id(), mine=True)


@pages.get("/accounts/<uuid:student_id>")
@allows("billing.see_accounts")
def of_student(student_id: UUID) -> ResponseReturnValue:
    """A student's account as finance sees it."""
    with db.read() as session:
        faculty_id = lists.faculty_of(session, student_id)
    require("billing.see_accounts", owner=student_id, faculty=faculty_id)
    return _shown(student_id, mine=False)


@pages.post("/account/invoices/<uuid:invoice_id>/use-advance")
@allows("billing.see_own_account")
def use_advance(invoice_id: UUID) -> ResponseReturnValue:
    """Pay an invoice from the advance: the button is the consent (D5)."""
    return _done(lambda session: advances.use(session, current_student_id(), invoice_id), "account.advance_used")


@pages.post("/account/payments/<uuid:line_id>/for/<uuid:invoice_id>")
@allows("billing.see_own_account")
def choose(line_id: UUID, invoice_id: UUID) -> ResponseReturnValue:
    """Say for which of one's invoices a payment is (D4)."""
    return _done(lambda session: choosing.choose(session, current_student_id(), line_id, invoice_id), "account.chosen")


@pages.get("/account/advances/<uuid:advance_id>/refund")
@allows("billing.ask_refund")
def confirm_refund(advance_id: UUID) -> ResponseReturnValue:
    """Where the money will go, before it is asked for (D15)."""
    with db.read() as session:
        advance = _own(session, advance_id)
        shown = [(t("refund.amount"), advance.left), (t("refund.to"), advance.payer_name)]
    return render_confirm(
        title=t("refund.ask_title"), text=t("refund.ask_text"), do=url_for("account.ask_refund", advance_id=advance_id),
        back=url_for("account.mine"), submit="refund.ask", facts=shown, danger=False,
    )  # fmt: skip


@pages.post("/account/advances/<uuid:advance_id>/refund")
@allows("billing.ask_refund")
def ask_refund(advance_id: UUID) -> ResponseReturnValue:
    """Ask for it."""

    def ask(session: Session) -> None:
        refunds.ask(session, _own(session, advance_id).advance_id)

    return _done(ask, "account.refund_asked")


def _done(act: Callable[[Session], object], said: str) -> ResponseReturnValue:
    try:
        with db.transaction() as session:
            act(session)
    except Refused as refused:
        answer = render("billing/refused.html", problems=[told(one) for one in refused.reasons], back="account.mine")
        answer.status_code = 409
        return answer
    return back_to("account.mine", said=said)


def _own(session: Session, advance_id: UUID) -> Advance:
    advance = session.get(Advance, advance_id)
    if advance is None:
        raise NotFound("advance")
    require("billing.ask_refund", owner=advance.student_id)
    return advance


def _shown(student_id: UUID, *, mine: bool) -> ResponseReturnValue:
    with db.read() as session:
        person, student = lists.person(session, student_id)
        asked = session.execute(lists.refunds().where(RefundRequest.student_id == student_id)).all()
        return render(
            "billing/account.html", mine=mine, person=person, student=student, asked=asked,
            standing=stories.standing(session, student_id), invoices=stories.invoices(session, student_id),
            advances=stories.advances(session, student_id), through=bank.through(session),
            table=STORY.of_rows(stories.story(session, student_id)),
            choices=queue.choices(session, student_id),
            live={one.advance_id for one in asked if one.status in refunds.LIVE},
        )  # fmt: skip
