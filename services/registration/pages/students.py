"""The search card: a student by name, IIN or number, with every state and who has to do something now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.models.campus import STATUSES, Faculty, Group, Specialty, Student
from services.registration.models.people import Person
from services.registration.pages.case_view import step_text
from services.registration.pages.words import name, worded
from services.registration.queries import campus, students
from services.registration.usecases import people
from services.registration.usecases.people import Standing
from shared.web import (
    CheckField,
    ChoiceField,
    Column,
    DataTable,
    Form,
    WholeNumberField,
    allows,
    back_to,
    current_actor,
    page_blueprint,
    reach,
    render,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("registration", "students", __name__, "/students")

FUNDINGS = ("grant", "fee")
STUDENTS = DataTable(
    "students",
    Column(
        "name", "term.name", sort=Person.sort_key, link=lambda row: url_for("students.show", student_id=row.student_id)
    ),
    Column("number", "term.number", sort=Student.number),
    Column("faculty", "term.faculty", sort=Faculty.code),
    Column("specialty", "term.specialty", sort=Specialty.code),
    Column("group", "term.group", sort=Group.code),
    Column("year_of_study", "term.year_of_study", kind="number", sort=Student.year_of_study),
    Column("funding", "student.funding", kind="badge", sort=Student.funding),
    Column("status", "term.status", kind="badge", sort=Student.status),
    search=(Person.folded,),
    sort="name",
)


class StandingForm(Form):
    """What the office sets of a student."""

    group = ChoiceField("term.group", required=True)
    year_of_study = WholeNumberField("term.year_of_study", required=True, least=1, most=8)
    funding = ChoiceField("student.funding", required=True)
    status = ChoiceField("term.status", required=True)
    graduating = CheckField("student.graduating")


@pages.get("")
@allows("registration.see_students")
def index() -> ResponseReturnValue:
    """The students that the caller may see."""
    query = students.listed(reach("registration.see_students")).add_columns(name().label("name"))
    with db.read() as session:
        return STUDENTS.answer(session, query, "registration/students/list.html")


@pages.get("/<uuid:student_id>")
@allows("registration.see_students")
def show(student_id: UUID) -> ResponseReturnValue:
    """One student: standing, debts, fees, applications."""
    with db.read() as session:
        card = students.card(session, student_id, reach("registration.see_students"))
    return render(
        "registration/students/card.html",
        student=card,
        may_act=current_actor().may("registration.act_for_student"),
        may_edit=current_actor().may("registration.edit_students"),
        may_review=current_actor().may("registration.open_review"),
        may_protect=current_actor().may("registration.keep_review"),
        act_for=url_for("account.act_for", student_id=student_id),
        worded=worded,
        step_text=step_text,
    )


@pages.route("/<uuid:student_id>/edit", methods=["GET", "POST"])
@allows("registration.edit_students")
def edit(student_id: UUID) -> ResponseReturnValue:
    """Set group, year, funding and status."""
    with db.read() as session:
        card = students.card(session, student_id, reach("registration.see_students"))
        groups = [(str(row.group_id), row.code) for row in session.execute(campus.groups())]
    form = StandingForm(data={**_standing(card), "group": next(key for key, code in groups if code == card.group)})
    form.group.choices = groups
    form.funding.choices = [(code, t(f"status.{code}")) for code in FUNDINGS]
    form.status.choices = [(code, t(f"status.{code}")) for code in STATUSES]
    if form.validate_on_submit():
        typed = {name: form[name].data for name in ("year_of_study", "funding", "status", "graduating")}
        with shown_in(form), db.transaction() as session:
            people.set_standing(session, student_id, Standing(group_id=UUID(form.group.data), **typed))
            return back_to("students.show", said="student.saved", student_id=student_id)
    return render_form("registration/students/edit.html", form=form, student=card)


def _standing(card: students.StudentCard) -> dict[str, Any]:
    return {name: getattr(card, name) for name in ("year_of_study", "funding", "status", "graduating")}
