"""A small office on billing's tables of the kernel: enough API and pages to try every part of the web kit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import column, select, values
from sqlalchemy.orm import Session
from sqlalchemy.types import Date, Integer, Text

from services.billing.db import db
from shared import web
from shared.errors import NotFound, Reason, Refused
from shared.i18n import folded, sort_key
from shared.identity import Role
from shared.money import Money, MoneyType
from shared.web import fields
from shared.web.idempotency import Answer
from shared.web.testing import test_settings

TOO_DEAR = Reason("too_dear", "R9.2", {"limit": "100"})
WITHOUT_WINDOW = Reason("too_late", "R8.3")
PAYERS = ("Ән", "Абай", "Қали", "Яна", "Іңкәр", "Иван", "=cmd()")
issued: list[Money] = []
together: list[int] = []
"""How many slips were asked for in each transaction of the shared desk."""

blp = web.api_blueprint("billing", "slips", "Slips of the tests")


class SlipIn(web.ApiSchema):
    """A slip to issue."""

    amount = web.MoneyField(required=True)
    credits = web.WholeNumber(required=True, least=1, most=60)
    mark = web.MarkField()
    words = web.Word(most=20)


class SlipOut(web.ApiSchema):
    """A slip that was issued."""

    number = fields.WholeNumber(required=True)
    amount = web.MoneyField(required=True)


class SlipQuery(web.PageQuery):
    """Slips of one payer."""

    payer = web.Word(most=20)


@blp.get("/")
@web.allows("billing.see_invoices")
@blp.arguments(SlipQuery, location="query")
@blp.response(200, web.Paged(SlipOut))
def list_slips(query: dict[str, Any]) -> web.PageOf:
    """The slips."""
    with db.read() as session:
        return web.page_of(session, select(ROWS.c.number, ROWS.c.amount).order_by(ROWS.c.number), query)


@blp.post("/")
@web.allows("billing.load_statement")
@blp.arguments(SlipIn)
@web.writes(blp, db, 201, SlipOut)
def issue(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Issue a slip (R9.2)."""
    assert session.in_transaction()
    if body["amount"] > Money.of("100"):
        raise Refused([TOO_DEAR, WITHOUT_WINDOW])
    issued.append(body["amount"])
    return {"number": len(issued), "amount": body["amount"]}


def _issue_all(session: Session, asked: Sequence[web.Wanted[Money]]) -> list[Answer | Refused]:
    assert session.in_transaction()
    together.append(len(asked))
    if Money.of("66") in [one.what for one in asked]:
        raise ValueError("an amount that nobody has thought of")
    return [_issue_one(one) for one in asked]


def _issue_one(one: web.Wanted[Money]) -> Answer | Refused:
    if one.what > Money.of("100"):
        return Refused([TOO_DEAR])
    issued.append(one.what)
    by = one.asking.actor.person_id if one.asking.actor else None
    return 201, SharedOut().dump({"number": len(issued), "amount": one.what, "by": by})


class SharedOut(SlipOut):
    """A slip that was issued together with others, and who asked for it."""

    by = fields.UUID(required=True)


desk = web.Together(db, _issue_all)


@blp.post("/together")
@web.allows("billing.load_statement")
@blp.arguments(SlipIn)
@web.writes_together(blp, desk, 201, SharedOut)
def issue_together(body: dict[str, Any]) -> Money:
    """Issue a slip, together with those who ask at the same time (R9.2)."""
    amount: Money = body["amount"]
    return amount


@blp.get("/<uuid:payer_id>")
@web.allows("billing.see_accounts")
@blp.response(200, SlipOut)
def show(payer_id: UUID) -> dict[str, Any]:
    """The slip of a payer."""
    web.require("billing.see_accounts", owner=payer_id)
    if payer_id.int == 0:
        raise NotFound("slip")
    return {"number": 1, "amount": Money.of(1)}


ROWS = (
    values(
        column("number", Integer), column("payer", Text), column("sort_key", Text), column("folded", Text),
        column("amount", MoneyType), column("due_on", Date), name="slips",
    )
    .data([
        (place, name, sort_key(name), folded(name), Money(place * 10_050), date(2026, 5, place))
        for place, name in enumerate(PAYERS, start=1)
    ])
)  # fmt: skip

SLIPS = web.DataTable(
    "slips",
    web.Column("number", "term.number", kind="number", sort=ROWS.c.number),
    web.Column("payer", "term.payer", sort=ROWS.c.sort_key, link=lambda row: url_for("office.form", number=row.number)),
    web.Column("amount", "term.amount", kind="money", sort=ROWS.c.amount),
    web.Column("due_on", "term.due_date", kind="day"),
    search=(ROWS.c.folded,),
    sort="payer",
)

pages = Blueprint(
    "office", __name__, url_prefix="/billing/office", template_folder=str(Path(__file__).with_name("templates"))
)


class SlipForm(web.Form):
    """Every kind of field."""

    reason = web.TextField("term.reason", required=True, max=30, lines=2, help="form.not_date")
    amount = web.MoneyInput("term.amount", required=True)
    mark = web.MarkInput("term.mark")
    credits = web.WholeNumberField("term.credits", least=1, most=60)
    due_on = web.DateField("term.due_date")
    opens_at = web.MomentField("term.times")
    course = web.ChoiceField("term.course", required=True)
    funding = web.ChoiceField("term.grant", radio=True)
    agreed = web.CheckField("word.agree", required=True)
    paper = web.FileField("word.file", endings=("txt",))


@pages.get("/table")
@web.allows("billing.see_invoices")
def table() -> ResponseReturnValue:
    """A table."""
    with db.read() as session:
        return SLIPS.answer(session, select(*ROWS.c), "office/table.html")


@pages.route("/form", methods=["GET", "POST"])
@web.allows("billing.load_statement")
def form() -> ResponseReturnValue:
    """A form."""
    made = SlipForm()
    made.course.choices = [("", "–"), ("math", "Mathematics")]
    made.funding.choices = [("grant", "Grant"), ("fee", "Fee")]
    if made.validate_on_submit():
        with web.shown_in(made):
            if made.amount.data > Money.of("100"):
                raise Refused([TOO_DEAR])
            return web.back_to("office.table", said="word.saved")
    return web.render_form("office/form.html", form=made)


@pages.get("/parts")
@web.signed_in
def parts() -> ResponseReturnValue:
    """Cards, lines of dates, timelines, charts."""
    events = [
        {
            "at": datetime(2026, 5, 4, 4, tzinfo=UTC),
            "title": "Received",
            "rule": "R8.3",
            "text": "With lot 17.",
            "by": "D",
        },
        {"at": datetime(2026, 5, 5, 4, tzinfo=UTC), "title": "Seat held"},
    ]
    return web.render("office/parts.html", events=events, amount=Money.of("92500"), mark=Decimal("49.50"))


@pages.get("/confirm")
@web.allows("billing.sign_refund")
def confirm() -> ResponseReturnValue:
    """Before a costly act."""
    facts = [("Sum", Money.of("92500")), ("Payer", "Абай")]
    back = url_for("office.table")
    return web.render_confirm(
        title="Refund?", text="It goes to the payer.", do=back, back=back, submit="word.sign", facts=facts
    )


@pages.get("/defect")
@web.public
def defect() -> ResponseReturnValue:
    """A defect of ours."""
    raise ZeroDivisionError


def office_app(*, csrf: bool = False) -> Flask:
    """The application."""
    app = web.create_service_app(
        "billing", db, api=(blp,), pages=(pages,), settings=test_settings("billing", csrf=csrf)
    )
    app.testing = True
    return app


FINANCE = (Role.FINANCE.value,)
