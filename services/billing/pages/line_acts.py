"""What finance does with a line: assigns, splits, returns, classes, reverses; and the daily list of it (R14.2, D16)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.domain.assigning import Share
from services.billing.models import LineAct, Person, StatementLine
from services.billing.queries import known, papers, queue
from services.billing.usecases import (
    assigning,
    classing,
    refunds_returned,
    registers,
    returning,
    reversing,
    written_shares,
)
from shared.clock import now, start_of_day
from shared.errors import NotFound, Refused
from shared.web import (
    ChoiceField,
    Column,
    DataTable,
    DateField,
    Form,
    TextField,
    allows,
    back_to,
    current_actor,
    current_language,
    page_blueprint,
    render,
    render_confirm,
    render_form,
    shown_in,
    t,
)
from shared.web.problems import told

pages = page_blueprint("billing", "line_acts", __name__)


class WhyForm(Form):
    """A reason, that stays on record."""

    why = TextField("queue.why", required=True, max=500, lines=3)


class SplitForm(Form):
    """Parts, row by row."""

    parts = TextField("queue.parts", required=True, max=20000, lines=8, help="queue.parts_help")
    why = TextField("queue.why", max=500)


class ClassForm(WhyForm):
    """A class of income outside our services."""

    rule = ChoiceField("queue.rule", required=True)


class ReverseForm(WhyForm):
    """Why a posting is wrong, where the money belongs, until when the seat is kept."""

    to = TextField("queue.right_invoice", max=40, help="queue.right_invoice_help")
    repay_on = DateField("queue.repay_on", help="queue.repay_on_help")


ACTS = DataTable(
    "acts",
    Column("made_at", "story.at", kind="moment", sort=LineAct.made_at),
    Column("act", "queue.act", kind="badge", sort=LineAct.act),
    Column("maker_name", "queue.maker", sort=LineAct.maker_name),
    Column("amount", "story.amount", kind="money", link=lambda row: url_for("queue.one", line_id=row.line_id)),
    Column("student", "invoice.student", sort=Person.sort_key),
    Column("number", "invoice.number"),
    Column("operation_on", "story.day", kind="day", sort=LineAct.operation_on),
    Column("document", "line.number"),
    Column("payer_name", "story.payer"),
    Column("why", "refund.why"),
    search=(Person.folded,),
    sort="-made_at",
    empty="queue.no_acts",
)


@pages.get("/line-acts")
@allows("billing.see_queue")
def index() -> ResponseReturnValue:
    """What was done by hand: today's, a day's, mine or everybody's."""
    with db.read() as session:
        day = _day(request.args.get("day", ""), now(session).day)
        maker = current_actor().person_id if request.args.get("mine") else None
        rows = queue.acts(start_of_day(day), start_of_day(day + timedelta(days=1)), maker)
        return ACTS.answer(session, rows, "billing/line_acts.html", day=day, mine=maker is not None)


@pages.get("/queue/<uuid:line_id>/assign/<uuid:invoice_id>")
@allows("billing.assign_payment")
def confirm_assign(line_id: UUID, invoice_id: UUID) -> ResponseReturnValue:
    """What will happen, before the whole line goes to this invoice."""
    with db.read() as session:
        line, paper = _line(session, line_id), papers.by_id(session, invoice_id)
    shown = [
        (t("story.amount"), line.amount), (t("line.day"), line.operation_on), (t("line.payer"), line.payer_name),
        (t("invoice.number"), paper.number), (t("invoice.student"), paper.student), (t("invoice.due"), paper.due_on),
        (t("invoice.remaining"), paper.remaining), (t("invoice.status"), t(f"status.{paper.status}")),
    ]  # fmt: skip
    return render_confirm(
        title=t("queue.assign_title"), text=t("queue.assign_text"), submit="queue.assign", facts=shown, danger=False,
        do=url_for("line_acts.assign", line_id=line_id, invoice_id=invoice_id),
        back=url_for("queue.one", line_id=line_id),
    )  # fmt: skip


@pages.post("/queue/<uuid:line_id>/assign/<uuid:invoice_id>")
@allows("billing.assign_payment")
def assign(line_id: UUID, invoice_id: UUID) -> ResponseReturnValue:
    """Assign the whole line; who is second is told so."""
    try:
        with db.transaction() as session:
            line = _line(session, line_id)
            assigning.assign(session, line_id, [Share(line.amount.tiyn, invoice_id)])
    except Refused as refused:
        problems = [told(one) for one in refused.reasons]
        answer = render("billing/refused.html", problems=problems, back="queue.show")
        answer.status_code = 409
        return answer
    return back_to("queue.one", said="queue.assigned", line_id=line_id)


@pages.route("/queue/<uuid:line_id>/split", methods=["GET", "POST"])
@allows("billing.assign_payment")
def split(line_id: UUID) -> ResponseReturnValue:
    """Split a line; every problem is named at once."""
    form = SplitForm()

    def do(session: Session) -> None:
        assigning.assign(session, line_id, written_shares.shares_of(session, form.parts.data), form.why.data or "")

    return _acted(form, line_id, do, "split")


@pages.route("/queue/<uuid:line_id>/return", methods=["GET", "POST"])
@allows("billing.assign_payment")
def give_back(line_id: UUID) -> ResponseReturnValue:
    """Ask that the money goes back to its payer; another person releases it."""
    form = WhyForm()
    return _acted(form, line_id, lambda session: returning.ask(session, line_id, form.why.data), "return")


@pages.route("/queue/<uuid:line_id>/is-refund/<uuid:refund_id>", methods=["GET", "POST"])
@allows("billing.assign_payment")
def is_refund(line_id: UUID, refund_id: UUID) -> ResponseReturnValue:
    """Say that the line is this refund, sent back by a bank without its number (D22)."""
    form = WhyForm()

    def do(session: Session) -> None:
        refunds_returned.is_refund(session, line_id, refund_id, form.why.data)

    return _acted(form, line_id, do, "sent_back")


@pages.route("/queue/<uuid:line_id>/class", methods=["GET", "POST"])
@allows("billing.assign_payment")
def to_class(line_id: UUID) -> ResponseReturnValue:
    """Put the line to a class of income that is not ours."""
    form, language = ClassForm(), current_language()
    with db.read() as session:
        rules = [(str(rule_id), rule) for rule_id, rule in known.class_rules(session) if rule.incoming]
    form.rule.choices = [(rule_id, rule.titles.get(language, "")) for rule_id, rule in rules]

    def do(session: Session) -> None:
        classing.to_clearing(session, line_id, UUID(form.rule.data), form.why.data)

    return _acted(form, line_id, do, "class")


@pages.route("/queue/<uuid:line_id>/reverse", methods=["GET", "POST"])
@allows("billing.assign_payment")
def reverse(line_id: UUID) -> ResponseReturnValue:
    """Reverse a wrong posting; the money waits again, or goes to the right invoice at once."""
    form = ReverseForm()

    def do(session: Session) -> None:
        to = written_shares.whole_to(session, line_id, form.to.data or "")
        reversing.reverse(session, line_id, form.why.data, repay_on=form.repay_on.data, to=to)

    return _acted(form, line_id, do, "reverse")


@pages.route("/queue/<uuid:line_id>/not-a-lump", methods=["GET", "POST"])
@allows("billing.assign_payment")
def not_a_lump(line_id: UUID) -> ResponseReturnValue:
    """Say that a provider's line is not for many: nobody waits for a register."""
    form = WhyForm()
    return _acted(form, line_id, lambda session: registers.not_a_lump(session, line_id, form.why.data), "not_a_lump")


def _acted(form: Any, line_id: UUID, do: Callable[[Session], object], act: str) -> ResponseReturnValue:
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            do(session)
            return back_to("queue.one", said=f"queue.done_{act}", line_id=line_id)
    with db.read() as session:
        line = _line(session, line_id)
    return render_form("billing/queue_act.html", form=form, line=line, act=act)


def _line(session: Session, line_id: UUID) -> StatementLine:
    line = session.get(StatementLine, line_id)
    if line is None:
        raise NotFound("line")
    return line


def _day(written: str, today: date) -> date:
    """The asked day, today where none is asked."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return today
