"""Cases of the summer term: lists, one case with its history, finance's decision (R8.4, R13.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields as exact
from marshmallow import validate
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.applications import STATES
from services.registration.queries import cases
from services.registration.usecases.decisions import decidable
from services.registration.workflows.engine import engine
from shared.contracts.registration import FinanceDecided
from shared.web import ApiSchema, Paged, PageOf, PageQuery, allows, api_blueprint, fields, page_of, reach, writes
from shared.web.fields import Moment

blp = api_blueprint("registration", "cases", "Cases of the summer term")


class CaseQuery(PageQuery):
    state = fields.String(load_default="", validate=validate.OneOf(["", *STATES, cases.TO_DECIDE]))
    section_id = fields.UUID(load_default=None)


class CaseLine(ApiSchema):
    case_id = fields.UUID(required=True)
    student_id = fields.UUID(required=True)
    name = fields.String(required=True)
    number = fields.String(required=True)
    course = fields.String(required=True)
    section = fields.String(required=True)
    section_id = fields.UUID(required=True)
    state = fields.String(required=True)
    way = fields.String(allow_none=True)
    step = fields.String(required=True)
    received_at = Moment(required=True)
    due_at = Moment(allow_none=True)
    invoice_number = fields.String(allow_none=True)


class EventOut(ApiSchema):
    at = Moment(required=True)
    recorded_at = Moment(required=True)
    what = fields.String(required=True)
    label = fields.String(required=True)
    detail = fields.Dict(required=True)
    rules = fields.String(allow_none=True)
    by = fields.String(allow_none=True)


class CaseFileOut(ApiSchema):
    case_id = fields.UUID(required=True)
    student = fields.String(required=True)
    number = fields.String(required=True)
    course = fields.String(required=True)
    section = fields.String(required=True)
    state = fields.String(required=True)
    way = fields.String(allow_none=True)
    step = fields.String(required=True)
    due_at = Moment(allow_none=True)
    invoice_number = fields.String(allow_none=True)
    accepted_offer = fields.Dict(required=True)
    history = fields.List(fields.Nested(EventOut), required=True)


class DecisionIn(ApiSchema):
    wait = exact.Boolean(required=True, truthy={True}, falsy={False})


@blp.get("/")
@allows("registration.see_case")
@blp.arguments(CaseQuery, location="query")
@blp.response(200, Paged(CaseLine))
def list_cases(query: dict[str, Any]) -> PageOf:
    """Cases within the caller's reach, in the order of receipt."""
    with db.read() as session:
        listed = cases.listed(reach("registration.see_case"), query["state"], query["section_id"])
        return page_of(session, listed, query)


@blp.get("/<uuid:case_id>")
@allows("registration.see_case")
@blp.response(200, CaseFileOut)
def show_case(case_id: UUID) -> dict[str, Any]:
    """One case as one file."""
    with db.read() as session:
        return as_body(cases.case_file(session, case_id, reach("registration.see_case")))


@blp.post("/<uuid:case_id>/decision")
@allows("registration.decide_case")
@blp.arguments(DecisionIn)
@writes(blp, db, 200, CaseFileOut)
def decide(session: Session, body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """The statements did not come in time: let the seat wait, or lapse (R8.4)."""
    decidable(session, case_id)
    engine.deliver(session, [FinanceDecided(case_id, body["wait"])])
    session.expire_all()
    return as_body(cases.case_file(session, case_id, reach("registration.see_case")))


def as_body(found: cases.CaseFile) -> dict[str, Any]:
    """A case file as programs read it."""
    row = found.application
    return {
        "case_id": row.case_id,
        "student": found.student,
        "number": found.number,
        "course": found.course,
        "section": found.section,
        "state": row.state,
        "way": row.way,
        "step": found.case.label,
        "due_at": row.due_at,
        "invoice_number": row.invoice_number,
        "accepted_offer": found.offer.content,
        "history": found.history,
    }
