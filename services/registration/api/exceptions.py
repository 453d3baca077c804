"""Exceptions by two: the register, asking, deciding (R1.4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.exceptions import ExceptionAct
from services.registration.queries import exceptions as register
from services.registration.usecases import exception_acts
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
    current_student_id,
    fields,
    page_of,
    writes,
)
from shared.web.fields import Moment

blp = api_blueprint("registration", "exceptions", "Exceptions, each an act by two with a reason")


class ExceptionOut(ApiSchema):
    exception_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    subject_id = fields.UUID(required=True)
    subject = fields.String(required=True)
    student_id = fields.UUID(allow_none=True)
    details = fields.Dict(required=True)
    reason = fields.String(required=True)
    document = fields.String(required=True)
    asked_at = Moment(required=True)
    recorded_at = Moment(required=True)
    status = fields.String(required=True)
    decided_at = Moment(allow_none=True)
    why = fields.String(required=True)


class AskedIn(ApiSchema):
    reason = Word(required=True, most=500)
    document = Word(least=0, most=200, load_default="")


class SeatsIn(AskedIn):
    section_id = fields.UUID(required=True)
    capacity = WholeNumber(required=True, least=1, most=1000)


class HoldIn(AskedIn):
    section_id = fields.UUID(required=True)
    hold = Word(required=True, most=50)


class TurnIn(AskedIn):
    case_id = fields.UUID(required=True)


class DecisionIn(ApiSchema):
    approved = fields.Boolean(required=True)
    why = Word(least=0, most=500, load_default="")


@blp.get("/")
@allows("registration.see_exceptions")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(ExceptionOut))
def list_exceptions(query: dict[str, Any]) -> PageOf:
    """The register, the newest first; an adviser sees what is his to decide."""
    with db.read() as session:
        return page_of(session, register.listed().where(register.within(current_actor())), query)


@blp.post("/seats")
@allows("registration.edit_sections")
@blp.arguments(SeatsIn)
@writes(blp, db, 201, ExceptionOut)
def ask_for_seats(session: Session, body: dict[str, Any]) -> ExceptionAct:
    """Ask that an open section have more seats; they go to the line first (D21)."""
    return exception_acts.ask_for_seats(session, body["section_id"], body["capacity"], body["reason"], body["document"])


@blp.post("/holds")
@allows("registration.ask_exception")
@blp.arguments(HoldIn)
@writes(blp, db, 201, ExceptionOut)
def ask_to_lift(session: Session, body: dict[str, Any]) -> ExceptionAct:
    """Ask that a hold not stop one's application for a section (R3.8, D24)."""
    return exception_acts.ask_to_lift(
        session, current_student_id(), body["section_id"], body["hold"], body["reason"], body["document"]
    )


@blp.post("/turns")
@allows("registration.plan_term")
@blp.arguments(TurnIn)
@writes(blp, db, 201, ExceptionOut)
def ask_for_the_front(session: Session, body: dict[str, Any]) -> ExceptionAct:
    """Ask that a student be the next of his line (R3.5)."""
    return exception_acts.ask_for_the_front(session, body["case_id"], body["reason"], body["document"])


@blp.post("/<uuid:exception_id>/decision")
@allows("registration.decide_exception")
@blp.arguments(DecisionIn)
@writes(blp, db, 200, ExceptionOut)
def decide(session: Session, body: dict[str, Any], exception_id: UUID) -> ExceptionAct:
    """Approve or refuse what another asked (R1.4)."""
    return exception_acts.decide(session, exception_id, body["approved"], body["why"])
