"""Proposals of deans that courses be held in the summer (R8.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import validate
from sqlalchemy.orm import Session

from services.registration.api.meetings import MeetingIn, as_meetings
from services.registration.api.titles import title
from services.registration.db import db
from services.registration.domain.seasons import RETAKES, SUMMER
from services.registration.queries import proposals
from services.registration.usecases.proposals import CourseWish
from services.registration.workflows import summer_term
from shared.web import (
    ApiSchema,
    MoneyField,
    Paged,
    PageOf,
    PageQuery,
    WholeNumber,
    allows,
    api_blueprint,
    fields,
    page_of,
    reach,
    require,
    writes,
)
from shared.web.fields import Moment

blp = api_blueprint("registration", "proposals", "Proposals of summer courses by deans")


class ProposalQuery(PageQuery):
    term_id = fields.UUID()


class ProposedCourseIn(ApiSchema):
    course_id = fields.UUID(required=True)
    groups = WholeNumber(required=True, least=1, most=200)
    capacity = WholeNumber(required=True, least=1, most=1000)
    minimum = WholeNumber(required=True, least=0, most=1000)
    teacher_id = fields.UUID(load_default=None, allow_none=True)
    meetings = fields.List(fields.Nested(MeetingIn), load_default=list)


class ProposalIn(ApiSchema):
    faculty_id = fields.UUID(required=True)
    season = fields.String(load_default=SUMMER, validate=validate.OneOf((SUMMER, *RETAKES)))
    starts_on = fields.Date(required=True)
    courses = fields.List(fields.Nested(ProposedCourseIn), required=True)


class ProposalLine(ApiSchema):
    proposal_id = fields.UUID(required=True)
    term_id = fields.UUID(required=True)
    faculty_id = fields.UUID(required=True)
    faculty = title()
    proposed_at = Moment(required=True)
    status = fields.String(required=True)
    starts_on = fields.Date(required=True)
    decide_by = Moment(allow_none=True)
    courses = WholeNumber(required=True)
    by_students = fields.Boolean(required=True)
    debtors = WholeNumber(required=True)
    wishes = WholeNumber(required=True)
    groups = WholeNumber(required=True)


class ProposedCourseOut(ApiSchema):
    course_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = title()
    credits = WholeNumber(required=True)
    debtors = WholeNumber(required=True)
    wishes = WholeNumber(required=True)
    expected_groups = WholeNumber(required=True)
    capacity = WholeNumber(required=True)
    minimum = WholeNumber(required=True)
    expected_fee = MoneyField(required=True)
    teacher = fields.String(allow_none=True)


class ProposalOut(ApiSchema):
    proposal_id = fields.UUID(required=True)
    term_id = fields.UUID(required=True)
    term_status = fields.String(required=True)
    faculty_id = fields.UUID(required=True)
    faculty = title()
    proposed_by = fields.String(required=True)
    proposed_at = Moment(required=True)
    starts_on = fields.Date(required=True)
    decide_by = Moment(allow_none=True)
    status = fields.String(required=True)
    why = fields.String(required=True)
    by_students = fields.Boolean(required=True)
    debtors = WholeNumber(required=True)
    wishes = WholeNumber(required=True)
    groups = WholeNumber(required=True)
    fee = MoneyField(required=True)
    courses = fields.List(fields.Nested(ProposedCourseOut), required=True)


@blp.get("/")
@allows("registration.see_debts")
@blp.arguments(ProposalQuery, location="query")
@blp.response(200, Paged(ProposalLine))
def list_proposals(query: dict[str, Any]) -> PageOf:
    """Proposals, the newest first; a dean sees those of his faculty."""
    with db.read() as session:
        return page_of(session, proposals.listed(reach("registration.see_debts"), query.get("term_id")), query)


@blp.get("/<uuid:proposal_id>")
@allows("registration.see_debts")
@blp.response(200, ProposalOut)
def show_proposal(proposal_id: UUID) -> proposals.ProposalCard:
    """A proposal with its courses and counts."""
    with db.read() as session:
        card = proposals.card(session, proposal_id)
    require("registration.see_debts", faculty=card.faculty_id)
    return card


@blp.post("/")
@allows("registration.propose_term")
@blp.arguments(ProposalIn)
@writes(blp, db, 202, ProposalOut)
def propose(session: Session, body: dict[str, Any]) -> proposals.ProposalCard:
    """Propose courses of one's faculty: for a summer the rectorate has its days to agree (R8.2), retakes are agreed
    at once (R9.1).
    """
    require("registration.propose_term", faculty=body["faculty_id"])
    wishes = [CourseWish(**{**course, "meetings": as_meetings(course["meetings"])}) for course in body["courses"]]
    made = summer_term.propose(session, body["faculty_id"], body["starts_on"], wishes, body["season"])
    return proposals.card(session, made.proposal_id)
