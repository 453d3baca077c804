"""`/grading/api/v1/appeals`: made by students in time, decided by a commission (R5.5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from services.grading.api.lines import ActLineOut
from services.grading.db import db
from services.grading.models import Appeal
from services.grading.queries import acts
from services.grading.usecases import appeals
from services.grading.usecases.appeals import Decision
from shared.web import (
    ApiSchema,
    MarkField,
    Paged,
    PageOf,
    PageQuery,
    WholeNumber,
    Word,
    allows,
    api_blueprint,
    current_actor,
    current_student_id,
    page_of,
    reach,
    writes,
)

blp = api_blueprint("grading", "appeals", "Appeals against results")


class AppealLineOut(ActLineOut):
    """A line of the list of appeals."""

    appeal_id = fields.UUID(required=True)
    mark = fields.String(required=True)
    filed_at = fields.AwareDateTime(required=True)
    protocol = fields.String(allow_none=True)


class AppealOut(ApiSchema):
    """An appeal as it stands: open, raised, kept."""

    appeal_id = fields.UUID(required=True)
    number = WholeNumber(required=True)
    status = fields.String(required=True)


class AppealIn(ApiSchema):
    """Against which result, and why."""

    attempt_id = fields.UUID(required=True)
    grounds = Word(most=2000, required=True)


class CommissionIn(ApiSchema):
    """Who sits with the chair."""

    members = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=10))


class AppealDecisionIn(ApiSchema):
    """What the protocol says; without a mark the grade is kept."""

    protocol = Word(most=60, required=True)
    reason = Word(most=1000, required=True)
    raised_to = MarkField(allow_none=True, load_default=None)


@blp.get("/")
@allows("grading.see_appeals")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(AppealLineOut))
def list_appeals(query: dict[str, Any]) -> PageOf:
    """Appeals within the caller's bounds, the newest first."""
    with db.read() as session:
        return page_of(session, acts.appeals(reach("grading.see_appeals")).order_by(Appeal.number.desc()), query)


@blp.post("/")
@allows("grading.appeal")
@blp.arguments(AppealIn)
@writes(blp, db, 201, AppealOut)
def file(session: Session, body: dict[str, Any]) -> Appeal:
    """The student appeals against his own result (R5.5)."""
    return appeals.file(session, current_student_id(), body["attempt_id"], body["grounds"])


@blp.post("/<uuid:appeal_id>/commission")
@allows("grading.name_commission")
@blp.arguments(CommissionIn)
@writes(blp, db, 200, AppealOut)
def name_commission(session: Session, body: dict[str, Any], appeal_id: UUID) -> Appeal:
    """The office names the commission (R5.5)."""
    return appeals.name_commission(session, current_actor(), appeal_id, body["members"])


@blp.post("/<uuid:appeal_id>/decision")
@allows("grading.decide_appeal")
@blp.arguments(AppealDecisionIn)
@writes(blp, db, 200, AppealOut)
def decide(session: Session, body: dict[str, Any], appeal_id: UUID) -> Appeal:
    """The chair records what the commission decided (R5.5)."""
    said = Decision(body["protocol"], body["reason"], body["raised_to"])
    return appeals.decide(session, current_actor(), appeal_id, said)
