"""Open academic debts by course: what a proposal rests on (R8.2)."""

from __future__ import annotations

from typing import Any

from services.registration.api.titles import title
from services.registration.db import db
from services.registration.queries.debtors import CourseDebtors, debtors_by_course
from shared.web import ApiSchema, MoneyField, WholeNumber, allows, api_blueprint, fields, reach
from shared.web.fields import QueryNumber

blp = api_blueprint("registration", "debtors", "Students with an academic debt, by course")


class DebtorsQuery(ApiSchema):
    academic_year = QueryNumber(required=True, least=2000, most=2100)


class DebtorsOut(ApiSchema):
    course_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = title()
    credits = WholeNumber(required=True)
    faculty_id = fields.UUID(required=True)
    debtors = WholeNumber(required=True)
    grant = WholeNumber(required=True)
    graduating = WholeNumber(required=True)
    wishes = WholeNumber(required=True)
    wanted = WholeNumber(required=True)
    expected_fee = MoneyField(required=True)


@blp.get("/")
@allows("registration.see_debts")
@blp.arguments(DebtorsQuery, location="query")
@blp.response(200, DebtorsOut(many=True))
def list_debtors(query: dict[str, Any]) -> list[CourseDebtors]:
    """Courses that somebody owes, of the caller's faculties, with the fee at the year's prices (R9.2)."""
    seen = reach("registration.see_debts")
    faculties = None if seen.everything else seen.faculties
    with db.read() as session:
        return debtors_by_course(session, query["academic_year"], faculties)
