"""The catalogue of courses."""

from __future__ import annotations

from typing import Any

from services.registration.api.titles import title
from services.registration.db import db
from services.registration.queries import campus
from shared.web import ApiSchema, Paged, PageOf, PageQuery, WholeNumber, Word, allows, api_blueprint, fields, page_of

blp = api_blueprint("registration", "courses", "The catalogue of courses")


class CourseQuery(PageQuery):
    search = Word(most=100)
    faculty_id = fields.UUID()


class CourseOut(ApiSchema):
    course_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = title()
    credits = WholeNumber(required=True)
    faculty_id = fields.UUID(required=True)
    in_gpa = fields.Boolean(required=True)


@blp.get("/")
@allows("registration.see_courses")
@blp.arguments(CourseQuery, location="query")
@blp.response(200, Paged(CourseOut))
def list_courses(query: dict[str, Any]) -> PageOf:
    """Courses by code; found by code or title in any of the languages."""
    with db.read() as session:
        return page_of(session, campus.courses(query.get("search", ""), query.get("faculty_id")), query)
