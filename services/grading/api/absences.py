"""`/grading/api/v1/absences`: who misses classes, absences of a student, documents that excuse them (R11.2d, R11.3)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields
from sqlalchemy.orm import Session

from services.grading.api.papers import ScanIn, upload_of
from services.grading.api.students import allow
from services.grading.db import db
from services.grading.domain.absences import Excuse
from services.grading.models import AbsenceExcuse, AbsenceStanding
from services.grading.queries import missing
from services.grading.usecases import excuses, illness
from services.grading.usecases.excuses import Document
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
    reach,
    writes,
)
from shared.web.fields import Exact

blp = api_blueprint("grading", "absences", "Absences from classes, and what excuses them")


class AbsenceLineOut(ApiSchema):
    """A student with absences in a course; status: below, warned, barred, over_limit."""

    student_id = fields.UUID(required=True)
    section_id = fields.UUID(required=True)
    name = fields.String(required=True)
    number = fields.String(required=True)
    group_name = fields.String(required=True)
    course = fields.String(required=True)
    section = fields.String(required=True)
    season = fields.String(required=True)
    missed = WholeNumber(required=True)
    excused = WholeNumber(required=True)
    held = WholeNumber(required=True)
    share = Exact(required=True)
    status = fields.String(required=True)


class MissedClassOut(ApiSchema):
    """One absence, with the document that excuses it."""

    starts_at = fields.AwareDateTime(required=True)
    document = fields.String(allow_none=True)
    kind = fields.String(allow_none=True)


class CourseAbsencesOut(ApiSchema):
    """The absences of a student in a course."""

    section_id = fields.UUID(required=True)
    section = fields.String(required=True)
    course = fields.String(required=True)
    season = fields.String(required=True)
    academic_year = WholeNumber(required=True)
    missed = WholeNumber(required=True)
    excused = WholeNumber(required=True)
    held = WholeNumber(required=True)
    share = Exact(required=True)
    status = fields.String(required=True)
    limit = WholeNumber(required=True)
    may_be_incomplete = fields.Boolean(required=True)
    classes = fields.List(fields.Nested(MissedClassOut), required=True)


class ExcuseOut(ApiSchema):
    """A document, or (``counters``) its taking back."""

    excuse_id = fields.UUID(required=True)
    student_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    document = fields.String(required=True)
    from_on = fields.Date(required=True)
    until_on = fields.Date(required=True)
    counters = fields.UUID(allow_none=True)
    done_name = fields.String(required=True)
    done_at = fields.AwareDateTime(required=True)


class ExcuseIn(ApiSchema):
    """A document with its number, days and scan."""

    kind = fields.Enum(Excuse, by_value=True, required=True)
    document = Word(most=60, required=True)
    from_on = fields.Date(required=True)
    until_on = fields.Date(required=True)
    scan = fields.Nested(ScanIn, required=True)
    note = Word(most=300, load_default="")


class WhyIn(ApiSchema):
    """Why."""

    why = Word(most=300, required=True)


class IncompleteOut(ApiSchema):
    """Where I stands now."""

    section_id = fields.UUID(required=True)
    student_id = fields.UUID(required=True)


@blp.get("/")
@allows("grading.see_absences")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(AbsenceLineOut))
def list_absences(query: dict[str, Any]) -> PageOf:
    """Who misses classes within the caller's bounds, the highest share first."""
    with db.read() as session:
        found = missing.listed(reach("grading.see_absences"))
        order = (AbsenceStanding.share.desc(), AbsenceStanding.student_id, AbsenceStanding.section_id)
        return page_of(session, found.order_by(*order), query)


@blp.get("/students/<uuid:student_id>")
@allows("grading.see_absences")
@blp.response(200, CourseAbsencesOut(many=True))
def of_student(student_id: UUID) -> list[missing.CourseAbsences]:
    """His absences by course."""
    with db.read() as session:
        allow(session, "grading.see_absences", student_id)
        return missing.of_student(session, student_id)


@blp.post("/students/<uuid:student_id>/excuses")
@allows("grading.excuse_absence")
@blp.arguments(ExcuseIn)
@writes(blp, db, 201, ExcuseOut)
def excuse(session: Session, body: dict[str, Any], student_id: UUID) -> AbsenceExcuse:
    """Record a document that excuses (R11.3)."""
    paper = Document(
        body["kind"], body["document"], body["from_on"], body["until_on"], upload_of(body["scan"]), body["note"]
    )
    return excuses.record(session, current_actor(), student_id, paper)


@blp.post("/excuses/<uuid:excuse_id>/take-back")
@allows("grading.excuse_absence")
@blp.arguments(WhyIn)
@writes(blp, db, 200, ExcuseOut)
def take_back(session: Session, body: dict[str, Any], excuse_id: UUID) -> AbsenceExcuse:
    """A document does not excuse after all: a counter-entry (R11.3)."""
    return excuses.take_back(session, current_actor(), excuse_id, body["why"])


@blp.post("/sections/<uuid:section_id>/students/<uuid:student_id>/incomplete")
@allows("grading.record_certificate")
@writes(blp, db, 200, IncompleteOut)
def incomplete(session: Session, section_id: UUID, student_id: UUID) -> dict[str, UUID]:
    """Ill for over half of the summer's classes: I until a reserve date (D10)."""
    illness.leave_incomplete(session, current_actor(), section_id, student_id)
    return {"section_id": section_id, "student_id": student_id}
