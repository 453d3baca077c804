"""What an adviser may still object to, and his objection (R8.3)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import validate
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.usecases import advising
from services.registration.workflows import leaving
from shared.contracts.registration import SummerEnd
from shared.web import ApiSchema, allows, api_blueprint, current_actor, fields, reach, writes
from shared.web.fields import Moment

blp = api_blueprint("registration", "advising", "Applications to which an adviser may object")


class ToObjectOut(ApiSchema):
    """An application of a student of his; silence until ``until`` is consent."""

    case_id = fields.UUID(required=True)
    student_id = fields.UUID(required=True)
    name = fields.String(required=True)
    course = fields.String(required=True)
    purpose = fields.String(required=True)
    state = fields.String(required=True)
    asked_at = Moment(required=True)
    until = Moment(required=True)


class ObjectionIn(ApiSchema):
    reason = fields.String(required=True, validate=validate.Length(max=500))


class ObjectedOut(ApiSchema):
    case_id = fields.UUID(required=True)
    state = fields.String(required=True)
    way = fields.String(allow_none=True, validate=validate.OneOf([way.value for way in SummerEnd]))


@blp.get("/applications")
@allows("registration.object")
@blp.response(200, ToObjectOut(many=True))
def applications() -> list[dict[str, Any]]:
    """Applications of my students, the first that ends first."""
    with db.read() as session:
        return advising.to_object(session, reach("registration.object"), current_actor().person_id)


@blp.post("/applications/<uuid:case_id>/objection")
@allows("registration.object")
@blp.arguments(ObjectionIn)
@writes(blp, db, 202, ObjectedOut)
def objected(session: Session, body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Object, with a reason that the student is told: the application ends, all goes back."""
    row = leaving.object_to(session, case_id, body["reason"])
    return {"case_id": case_id, "state": row.state, "way": row.way}
