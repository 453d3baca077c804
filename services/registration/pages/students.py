"""The search card: a student by name, IIN or number, with every state and who has to do something now."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.models.campus import Faculty, Group, Specialty, Student
from services.registration.models.people import Person
from services.registration.pages.words import name, worded
from services.registration.queries import students
from shared.web import Column, DataTable, allows, current_actor, page_blueprint, reach, render

pages = page_blueprint("registration", "students", __name__, "/students")

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
        act_for=url_for("account.act_for", student_id=student_id),
        worded=worded,
    )
