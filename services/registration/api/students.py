"""Students, and the card of one with every state (R1.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow.validate import OneOf
from sqlalchemy.orm import Session

from services.registration.api.titles import title
from services.registration.db import db
from services.registration.models.campus import STATUSES
from services.registration.queries import students
from services.registration.usecases import people
from services.registration.usecases.people import Standing
from shared.web import (
    ApiSchema,
    MarkField,
    MoneyField,
    Paged,
    PageOf,
    PageQuery,
    WholeNumber,
    Word,
    allows,
    api_blueprint,
    fields,
    page_of,
    reach,
    writes,
)
from shared.web.fields import Moment

blp = api_blueprint("registration", "students", "Students and their standing")


class StudentQuery(PageQuery):
    search = Word(most=100)


class StudentOut(ApiSchema):
    student_id = fields.UUID(required=True)
    surname = fields.String(required=True)
    given_name = fields.String(required=True)
    patronymic = fields.String(required=True)
    number = fields.String(required=True)
    faculty = fields.String(required=True)
    specialty = fields.String(required=True)
    group = fields.String(required=True)
    year_of_study = WholeNumber(required=True)
    funding = fields.String(required=True)
    status = fields.String(required=True)
    graduating = fields.Boolean(required=True)


class DebtOut(ApiSchema):
    debt_id = fields.UUID(required=True)
    course_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = title()
    credits = WholeNumber(required=True)
    status = fields.String(required=True)
    reason = fields.String(required=True)
    percent = MarkField(allow_none=True)
    since = fields.Date(required=True)


class CaseOut(ApiSchema):
    case_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = title()
    section = fields.String(required=True)
    state = fields.String(required=True)
    way = fields.String(allow_none=True)
    waits_for = fields.String(required=True)
    due_at = Moment(allow_none=True)
    amount = MoneyField(required=True)


class StudentCardOut(ApiSchema):
    student_id = fields.UUID(required=True)
    name = fields.String(required=True)
    number = fields.String(required=True)
    iin = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    language = fields.String(required=True)
    faculty = title()
    specialty_code = fields.String(required=True)
    specialty = title()
    group = fields.String(required=True)
    year_of_study = WholeNumber(required=True)
    funding = fields.String(required=True)
    status = fields.String(required=True)
    graduating = fields.Boolean(required=True)
    gpa = MarkField(allow_none=True)
    fees = MoneyField(required=True)
    tuition = MoneyField(required=True)
    debts = fields.List(fields.Nested(DebtOut), required=True)
    cases = fields.List(fields.Nested(CaseOut), required=True)


class StandingIn(ApiSchema):
    group_id = fields.UUID(required=True)
    year_of_study = WholeNumber(required=True, least=1, most=8)
    funding = fields.String(required=True, validate=OneOf(("grant", "fee")))
    status = fields.String(required=True, validate=OneOf(STATUSES))
    graduating = fields.Boolean(required=True)


@blp.get("/")
@allows("registration.see_students")
@blp.arguments(StudentQuery, location="query")
@blp.response(200, Paged(StudentOut))
def list_students(query: dict[str, Any]) -> PageOf:
    """The students that the caller may see, by name; found by name, IIN or number."""
    with db.read() as session:
        return page_of(session, students.listed(reach("registration.see_students"), query.get("search", "")), query)


@blp.get("/<uuid:student_id>")
@allows("registration.see_students")
@blp.response(200, StudentCardOut)
def show_student(student_id: UUID) -> students.StudentCard:
    """One student with his debts, fees and applications."""
    with db.read() as session:
        return students.card(session, student_id, reach("registration.see_students"))


@blp.put("/<uuid:student_id>/standing")
@allows("registration.edit_students")
@blp.arguments(StandingIn)
@writes(blp, db, 200, StudentCardOut)
def set_standing(session: Session, body: dict[str, Any], student_id: UUID) -> students.StudentCard:
    """Another group, year, funding or status of a student."""
    people.set_standing(session, student_id, Standing(**body))
    return students.card(session, student_id, reach("registration.see_students"))
