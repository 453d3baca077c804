"""Specialties."""

from __future__ import annotations

from typing import Any

from services.registration.api.titles import title
from services.registration.db import db
from services.registration.queries import campus
from shared.web import ApiSchema, Paged, PageOf, PageQuery, allows, api_blueprint, fields, page_of

blp = api_blueprint("registration", "specialties", "Specialties of the faculties")


class SpecialtyQuery(PageQuery):
    faculty_id = fields.UUID()


class SpecialtyOut(ApiSchema):
    specialty_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = title()
    faculty_id = fields.UUID(required=True)


@blp.get("/")
@allows("registration.see_university")
@blp.arguments(SpecialtyQuery, location="query")
@blp.response(200, Paged(SpecialtyOut))
def list_specialties(query: dict[str, Any]) -> PageOf:
    """Specialties by code, of all faculties or of one."""
    with db.read() as session:
        return page_of(session, campus.specialties(query.get("faculty_id")), query)
