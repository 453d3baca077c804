"""Equivalents of courses no longer offered: the dean's department proposes, the office agrees (D12)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.db import db
from services.grading.models import Course, Equivalent
from services.grading.queries import acts
from services.grading.usecases import equivalents
from services.grading.usecases.equivalents import Act
from shared.errors import NotFound
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
    reach,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("grading", "equivalents", __name__, "/equivalents")


class ProposalForm(Form):
    """Which course stands for which, from when, by which paper."""

    course = ChoiceField("equivalent.course", required=True)
    instead = ChoiceField("equivalent.instead", required=True)
    valid_from = DateField("equivalent.valid_from", required=True)
    document = TextField("correction.document", required=True, max=60)
    reason = TextField("correction.why", required=True, max=500, lines=3)


class DecisionForm(Form):
    """The office's button."""

    decision = ChoiceField("correction.decision", required=True, radio=True)


TABLE = DataTable(
    "equivalents",
    Column(
        "number", "seals.number", kind="number", sort=Equivalent.number,
        link=lambda row: url_for("equivalents.show", act_id=row.act_id),
    ),
    Column("course", "equivalent.course", sort=Course.code),
    Column("instead", "equivalent.instead"),
    Column("status", "term.status", kind="badge", sort=Equivalent.status == "proposed"),
    Column("valid_from", "equivalent.valid_from", kind="day", sort=Equivalent.valid_from),
    Column("document", "correction.document"),
    Column("proposed_name", "correction.proposed_by"),
    Column("decided_name", "correction.decided_by"),
    search=(Course.code,),
    sort="-status",
    empty="equivalent.empty",
)  # fmt: skip


@pages.get("/")
@allows("grading.see_equivalents")
def index() -> ResponseReturnValue:
    """Every act, those that wait first."""
    with db.read() as session:
        query = acts.equivalents(current_language())
        may = current_actor().may("grading.propose_equivalent")
        return TABLE.answer(session, query, "grading/register.html", heading="equivalent", may_propose=may)


@pages.route("/new", methods=["GET", "POST"])
@allows("grading.propose_equivalent")
def propose() -> ResponseReturnValue:
    """The department names the course that stands for another."""
    form = ProposalForm()
    with db.read() as session:
        rows = session.scalars(select(Course).order_by(Course.code)).all()
    mine = reach("grading.propose_equivalent")
    form.course.choices = _choices([row for row in rows if not row.faculty_id or mine.covers(faculty=row.faculty_id)])
    form.instead.choices = _choices(rows)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            act = Act(
                UUID(form.course.data), UUID(form.instead.data), form.document.data, form.reason.data,
                form.valid_from.data,
            )  # fmt: skip
            equivalents.propose(session, current_actor(), act)
            return back_to("equivalents.index", said="equivalent.proposed")
    return render_form(
        "grading/act.html", form=form, heading="equivalent.propose", lead=t("equivalent.lead"),
        back=url_for("equivalents.index"), cited="D12",
    )  # fmt: skip


@pages.route("/<uuid:act_id>", methods=["GET", "POST"])
@allows("grading.see_equivalents")
def show(act_id: UUID) -> ResponseReturnValue:
    """One act; the office agrees to it, or ends it."""
    with db.read() as session:
        found = session.execute(acts.equivalents(current_language()).where(Equivalent.act_id == act_id)).one_or_none()
    if found is None:
        raise NotFound("equivalent")
    form, words = DecisionForm(), {"proposed": ("approve", "refuse"), "in_force": ("end",)}.get(found.status, ())
    form.decision.choices = [(word, t(f"equivalent.{word}")) for word in words]
    may_decide = bool(words) and current_actor().may("grading.approve_equivalent")
    if may_decide and form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            said = _decided(session, act_id, form.decision.data)
            return back_to("equivalents.show", said=said, act_id=act_id)
    return render_form("grading/equivalent.html", form=form, found=found, may_decide=may_decide)


def _choices(rows: Sequence[Course]) -> list[tuple[str, str]]:
    return [(str(row.course_id), f"{row.code} {row.titles.get(current_language(), '')}") for row in rows]


def _decided(session: Session, act_id: UUID, word: str) -> str:
    if word == "end":
        equivalents.end(session, current_actor(), act_id)
        return "equivalent.ended"
    equivalents.decide(session, current_actor(), act_id, approve=word == "approve")
    return "equivalent.approved" if word == "approve" else "equivalent.refused"
