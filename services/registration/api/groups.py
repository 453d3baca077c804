"""Groups of students."""

from __future__ import annotations

from typing import Any

from services.registration.db import db
from services.registration.queries import campus
from shared.web import ApiSchema, Paged, PageOf, PageQuery, WholeNumber, allows, api_blueprint, fields, page_of

blp = api_blueprint("registration", "groups", "Groups of students, with their advisers")


class GroupQuery(PageQuery):
    specialty_id = fields.UUID()


class GroupOut(ApiSchema):
    group_id = fields.UUID(required=True)
    code = fields.String(required=True)
    specialty_id = fields.UUID(required=True)
    entry_year = WholeNumber(required=True)
    year_of_study = WholeNumber(required=True)
    language = fields.String(required=True)
    adviser_id = fields.UUID(allow_none=True)
    students = WholeNumber(required=True)


@blp.get("/")
@allows("registration.see_university")
@blp.arguments(GroupQuery, location="query")
@blp.response(200, Paged(GroupOut))
def list_groups(query: dict[str, Any]) -> PageOf:
    """Groups by code with the number of their students."""
    with db.read() as session:
        return page_of(session, campus.groups(query.get("specialty_id")), query)
