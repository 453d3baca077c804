"""`/grading/api/v1/acts`: the invigilator's act about cribs, a message to the group (R4.7, R13.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields
from sqlalchemy.orm import Session

from services.grading.api.papers import ScanIn, upload_of
from services.grading.db import db
from services.grading.queries import sheets
from services.grading.usecases import cribs, writing
from services.grading.usecases.corrections import sitting_of
from services.grading.usecases.cribs import Act
from shared.web import (
    ApiSchema,
    WholeNumber,
    Word,
    allows,
    api_blueprint,
    current_actor,
    require,
    writes,
)

blp = api_blueprint("grading", "acts", "Acts around an examination")


class CribsIn(ApiSchema):
    """Who, when, what, witness, number."""

    section_id = fields.UUID(required=True)
    student_id = fields.UUID(required=True)
    number = Word(most=40, required=True)
    found_at = fields.AwareDateTime(required=True)
    what = Word(most=500, required=True)
    drawn_up_by = Word(most=120, required=True)
    witness = Word(most=120, required=True)
    scan = fields.Nested(ScanIn, allow_none=True, load_default=None)


class CribsOut(ApiSchema):
    """The act that was recorded."""

    section_id = fields.UUID(required=True)
    student_id = fields.UUID(required=True)
    number = fields.String(required=True)


class MessageIn(ApiSchema):
    """What the teacher writes."""

    section_id = fields.UUID(required=True)
    text = Word(most=1000, required=True)


class MessageOut(ApiSchema):
    """To how many it went."""

    sent_to = WholeNumber(required=True)


@blp.post("/cribs")
@allows("grading.record_act")
@blp.arguments(CribsIn)
@writes(blp, db, 201, CribsOut)
def record_cribs(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """The invigilator's act: F for the course over any number (R4.7)."""
    section_id, student_id = body.pop("section_id"), body.pop("student_id")
    sitting = sitting_of(session, section_id, student_id)
    act = Act(**{**body, "scan": upload_of(body["scan"])})
    cribs.record(session, current_actor(), section_id, student_id, act, sitting)
    return {"section_id": section_id, "student_id": student_id, "number": body["number"]}


@blp.post("/messages")
@allows("grading.message_group")
@blp.arguments(MessageIn)
@writes(blp, db, 201, MessageOut)
def write(session: Session, body: dict[str, Any]) -> dict[str, int]:
    """A message to everybody on the list as of now (R13.2)."""
    require("grading.message_group", owner=_teacher(session, body["section_id"]), section=body["section_id"])
    return {"sent_to": writing.to_group(session, current_actor(), body["section_id"], body["text"])}


def _teacher(session: Session, section_id: UUID) -> UUID | None:
    return sheets.lists(session, section_id).teacher_id
