"""`/grading/api/v1/equivalents`: which course stands for one that is no longer offered (D12)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.db import db
from services.grading.models import Course, Equivalent
from services.grading.usecases import equivalents
from services.grading.usecases.equivalents import Act
from shared.errors import NotFound
from shared.web import (
    ApiSchema,
    Paged,
    PageOf,
    PageQuery,
    WholeNumber,
    Word,
    allows,
    api_blueprint,
    current_actor,
    page_of,
    require,
    writes,
)

blp = api_blueprint("grading", "equivalents", "Equivalents of courses no longer offered")


class EquivalentOut(ApiSchema):
    """An act: who passes the one has removed a debt in the other."""

    act_id = fields.UUID(required=True)
    number = WholeNumber(required=True)
    course_id = fields.UUID(required=True)
    equivalent_id = fields.UUID(required=True)
    status = fields.String(required=True)
    document = fields.String(required=True)
    reason = fields.String(required=True)
    valid_from = fields.Date(required=True)
    ended_on = fields.Date(allow_none=True)
    proposed_name = fields.String(required=True)
    decided_name = fields.String(allow_none=True)


class EquivalentIn(ApiSchema):
    """Which course stands for which, from when, by which paper."""

    course_id = fields.UUID(required=True)
    equivalent_id = fields.UUID(required=True)
    document = Word(most=60, required=True)
    reason = Word(most=500, required=True)
    valid_from = fields.Date(required=True)


class AgreementIn(ApiSchema):
    """Agreed, or not."""

    approve = fields.Boolean(required=True)


@blp.get("/")
@allows("grading.see_equivalents")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(EquivalentOut))
def list_equivalents(query: dict[str, Any]) -> PageOf:
    """Every act, the newest first."""
    with db.read() as session:
        return page_of(session, select(Equivalent).order_by(Equivalent.number.desc()), query)


@blp.post("/")
@allows("grading.propose_equivalent")
@blp.arguments(EquivalentIn)
@writes(blp, db, 201, EquivalentOut)
def propose(session: Session, body: dict[str, Any]) -> Equivalent:
    """The department names the course that stands for another."""
    owed, other = session.get(Course, body["course_id"]), session.get(Course, body["equivalent_id"])
    if owed is None or other is None:
        raise NotFound("course")
    if owed.faculty_id is not None:
        require("grading.propose_equivalent", faculty=owed.faculty_id)
    return equivalents.propose(session, current_actor(), Act(**body))


@blp.post("/<uuid:act_id>/decision")
@allows("grading.approve_equivalent")
@blp.arguments(AgreementIn)
@writes(blp, db, 200, EquivalentOut)
def decide(session: Session, body: dict[str, Any], act_id: UUID) -> Equivalent:
    """The office agrees, or does not (R1.2)."""
    return equivalents.decide(session, current_actor(), act_id, approve=body["approve"])


@blp.post("/<uuid:act_id>/end")
@allows("grading.approve_equivalent")
@writes(blp, db, 200, EquivalentOut)
def end(session: Session, act_id: UUID) -> Equivalent:
    """No new application by this act."""
    return equivalents.end(session, current_actor(), act_id)
