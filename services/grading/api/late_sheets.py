"""`/grading/api/v1/late-sheets`: what was not closed in time, and whose it is (R5.1)."""

from __future__ import annotations

from marshmallow import fields

from services.grading.db import db
from services.grading.queries import late
from services.grading.queries.late import LateSheet
from shared.web import ApiSchema, WholeNumber, allows, api_blueprint, reach

blp = api_blueprint("grading", "late-sheets", "Examination sheets that are late")


class LateOut(ApiSchema):
    """A late sheet, and how far it is."""

    sheet_id = fields.UUID(required=True)
    section_id = fields.UUID(required=True)
    course = fields.String(required=True)
    section = fields.String(required=True)
    teacher = fields.String(required=True)
    due_at = fields.AwareDateTime(allow_none=True)
    late_since = fields.AwareDateTime(allow_none=True)
    entered = WholeNumber(required=True)
    students = WholeNumber(required=True)
    turn = fields.String(required=True)


@blp.get("/")
@allows("grading.see_late_sheets")
@blp.response(200, LateOut(many=True))
def list_late() -> list[LateSheet]:
    """Late sheets within the caller's bounds, the longest waiting first."""
    with db.read() as session:
        return late.late(session, reach("grading.see_late_sheets"))
