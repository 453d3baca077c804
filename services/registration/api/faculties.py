"""Faculties."""

from __future__ import annotations

from typing import Any

from services.registration.api.titles import title
from services.registration.db import db
from services.registration.queries import campus
from shared.web import ApiSchema, Paged, PageOf, PageQuery, allows, api_blueprint, fields, page_of

blp = api_blueprint("registration", "faculties", "Faculties of the university")


class FacultyOut(ApiSchema):
    faculty_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = title()


@blp.get("/")
@allows("registration.see_university")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(FacultyOut))
def list_faculties(query: dict[str, Any]) -> PageOf:
    """Every faculty by code."""
    with db.read() as session:
        return page_of(session, campus.faculties(), query)
