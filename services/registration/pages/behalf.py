"""What staff did on behalf of students: the student's own page, and the chairman's list of objections (R1.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from services.registration.db import db
from services.registration.models.behalf import ActForStudent
from services.registration.models.people import Person
from services.registration.usecases import behalf
from shared.errors import NotFound
from shared.web import (
    ChoiceField,
    Column,
    DataTable,
    Form,
    TextField,
    allows,
    back_to,
    current_actor,
    page_blueprint,
    render,
    render_form,
    shown_in,
    signed_in,
    t,
)

pages = page_blueprint("registration", "behalf", __name__)

Staff = aliased(Person)
ACTS = DataTable(
    "behalf",
    Column("began_at", "act.at", kind="moment", sort=ActForStudent.began_at),
    Column(
        "student",
        "role.student",
        sort=Person.sort_key,
        link=lambda row: url_for("behalf.show", behalf_id=row.behalf_id),
    ),
    Column("staff", "act.by", sort=Staff.sort_key),
    Column("ground", "behalf.ground"),
    Column("paper", "leaving.paper", sort=ActForStudent.paper),
    Column("objected_at", "behalf.objected_at", kind="moment", sort=ActForStudent.objected_at),
    Column("decision", "summer.decision", kind="badge", sort=ActForStudent.decision),
    search=(Person.folded, Staff.folded, ActForStudent.paper, ActForStudent.ground),
    sort="-objected_at",
    empty="behalf.none",
)


class ObjectionForm(Form):
    """What the student objects to."""

    words = TextField("behalf.objection", required=True, max=1000, lines=4)


class DecisionForm(Form):
    """Founded or not, and why."""

    decision = ChoiceField("summer.decision", required=True)
    why = TextField("exception.why", required=True, max=500, lines=3)


def _acts() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ActForStudent.behalf_id,
            (Person.surname + " " + Person.given_name).label("student"),
            (Staff.surname + " " + Staff.given_name).label("staff"),
            ActForStudent.began_at,
            ActForStudent.ground,
            ActForStudent.paper,
            ActForStudent.objection,
            ActForStudent.objected_at,
            ActForStudent.decision,
            ActForStudent.decided_at,
            ActForStudent.why,
        )
        .join(Person, Person.person_id == ActForStudent.student_id)
        .join(Staff, Staff.person_id == ActForStudent.staff_id)
    )


@pages.get("/acts-for-students")
@allows("registration.see_acts")
def index() -> ResponseReturnValue:
    """Every time staff acted for a student; those to which he objects come first."""
    with db.read() as session:
        return ACTS.answer(session, _acts(), "registration/behalf/list.html")


@pages.route("/acts-for-students/<uuid:behalf_id>", methods=["GET", "POST"])
@allows("registration.see_acts")
def show(behalf_id: UUID) -> ResponseReturnValue:
    """One of them, and the chairman's decision about the objection."""
    form = DecisionForm()
    form.decision.choices = [(one, t(f"status.{one}")) for one in ("founded", "unfounded")]
    with db.read() as session:
        row = session.execute(_acts().where(ActForStudent.behalf_id == behalf_id)).one_or_none()
    if row is None:
        raise NotFound("act")
    decides = current_actor().may("registration.decide_objections") and bool(row.objected_at and not row.decided_at)
    if decides and form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            behalf.decide(session, behalf_id, form.decision.data == "founded", form.why.data or "")
            return back_to("behalf.show", said="behalf.decided", behalf_id=behalf_id)
    return render_form("registration/behalf/show.html", form=form, row=row, decides=decides)


@pages.get("/my/acted-for-me")
@signed_in
def mine() -> ResponseReturnValue:
    """What was done on my behalf, by whom, on which paper."""
    me = current_actor().person_id
    with db.read() as session:
        rows = session.execute(
            _acts().where(ActForStudent.student_id == me).order_by(ActForStudent.began_at.desc())
        ).all()
        return render("registration/behalf/mine.html", rows=rows)


@pages.route("/my/acted-for-me/<uuid:behalf_id>/object", methods=["GET", "POST"])
@signed_in
def object_to(behalf_id: UUID) -> ResponseReturnValue:
    """I object: the chairman decides."""
    form = ObjectionForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            behalf.object_to(session, behalf_id, current_actor().person_id, form.words.data or "")
            return back_to("behalf.mine", said="behalf.objected")
    return render_form("registration/behalf/object.html", form=form)
