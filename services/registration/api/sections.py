"""Sections: teacher, seats, times, who is in them (R3.5, R8.6)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import validate
from sqlalchemy.orm import Session

from services.registration.api.meetings import MeetingIn, as_classes
from services.registration.api.titles import title
from services.registration.db import db
from services.registration.models.teacher_searches import TeacherSearch
from services.registration.queries import sections as lists
from services.registration.usecases import minimum, sections, teacher_gone
from services.registration.usecases.sections import SectionPlan
from shared.web import (
    ApiSchema,
    Paged,
    PageOf,
    PageQuery,
    WholeNumber,
    Word,
    allows,
    api_blueprint,
    fields,
    page_of,
    reach,
    require,
    writes,
)
from shared.web.fields import Moment

blp = api_blueprint("registration", "sections", "Sections with their seats")


class SectionQuery(PageQuery):
    term_id = fields.UUID()
    course_id = fields.UUID()


class SectionLine(ApiSchema):
    section_id = fields.UUID(required=True)
    term_id = fields.UUID(required=True)
    course_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = title()
    label = fields.String(required=True)
    teacher_id = fields.UUID(allow_none=True)
    teacher = fields.String(allow_none=True)
    capacity = WholeNumber(required=True)
    taken = WholeNumber(required=True)
    minimum = WholeNumber(required=True)
    status = fields.String(required=True)


class SectionOut(SectionLine):
    attestations_on = fields.List(fields.String(), required=True)
    exam_at = Moment(allow_none=True)
    exam_ends_at = Moment(allow_none=True)
    meetings = fields.List(fields.Nested(MeetingIn), required=True)


class SectionIn(ApiSchema):
    teacher_id = fields.UUID(required=True, allow_none=True)
    capacity = WholeNumber(required=True, least=1, most=1000)
    minimum = WholeNumber(required=True, least=0, most=1000)
    meetings = fields.List(fields.Nested(MeetingIn), required=True)


class NewSectionIn(SectionIn):
    term_id = fields.UUID(required=True)
    course_id = fields.UUID(required=True)


class SeatHolderOut(ApiSchema):
    case_id = fields.UUID(required=True)
    student_id = fields.UUID(required=True)
    number = fields.String(required=True)
    surname = fields.String(required=True)
    given_name = fields.String(required=True)
    patronymic = fields.String(required=True)
    group = fields.String(required=True)
    state = fields.String(required=True)


class WhyIn(ApiSchema):
    """Why, as everybody concerned is told."""

    why = Word(most=500, required=True)


class TeacherIn(ApiSchema):
    """Who teaches on."""

    teacher_id = fields.UUID(required=True)


class TeacherSearchOut(ApiSchema):
    """Until when another teacher may be named."""

    search_id = fields.UUID(required=True)
    section_id = fields.UUID(required=True)
    until = Moment(required=True)


@blp.get("/")
@allows("registration.see_sections")
@blp.arguments(SectionQuery, location="query")
@blp.response(200, Paged(SectionLine))
def list_sections(query: dict[str, Any]) -> PageOf:
    """Sections by course and label, of a term or of a course."""
    with db.read() as session:
        return page_of(session, lists.listed(query.get("term_id"), query.get("course_id")), query)


@blp.get("/<uuid:section_id>")
@allows("registration.see_sections")
@blp.response(200, SectionOut)
def show_section(section_id: UUID) -> lists.SectionCard:
    """One section with its times and exam."""
    with db.read() as session:
        return lists.card(session, section_id)


@blp.get("/<uuid:section_id>/students")
@allows("registration.see_section_students")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(SeatHolderOut))
def list_section_students(query: dict[str, Any], section_id: UUID) -> PageOf:
    """The class list as of now; the unconfirmed are not admitted to class (R8.6)."""
    with db.read() as session:
        return page_of(session, lists.class_list(section_id, reach("registration.see_section_students")), query)


@blp.post("/")
@allows("registration.edit_sections")
@blp.arguments(NewSectionIn)
@writes(blp, db, 201, SectionOut)
def add_section(session: Session, body: dict[str, Any]) -> lists.SectionCard:
    """One more group of a course, while the term is not published."""
    made = sections.add(session, body["term_id"], body["course_id"], _plan(body))
    return lists.card(session, made.section_id)


@blp.put("/<uuid:section_id>")
@allows("registration.edit_sections")
@blp.arguments(SectionIn)
@writes(blp, db, 200, SectionOut)
def change_section(session: Session, body: dict[str, Any], section_id: UUID) -> lists.SectionCard:
    """Set teacher, seats and times of a section (R3.5)."""
    sections.change(session, section_id, _plan(body))
    return lists.card(session, section_id)


@blp.post("/<uuid:section_id>/teacher-gone")
@allows("registration.seek_teacher")
@blp.arguments(WhyIn)
@writes(blp, db, 201, TeacherSearchOut)
def report_teacher(session: Session, body: dict[str, Any], section_id: UUID) -> TeacherSearch:
    """The teacher is gone after classes began: another is sought for some days, else the course is cancelled (D7)."""
    require("registration.seek_teacher", faculty=lists.card(session, section_id).faculty_id)
    return teacher_gone.report(session, section_id, body["why"])


@blp.post("/<uuid:section_id>/another-teacher")
@allows("registration.seek_teacher")
@blp.arguments(TeacherIn)
@writes(blp, db, 200, SectionOut)
def name_another_teacher(session: Session, body: dict[str, Any], section_id: UUID) -> lists.SectionCard:
    """Another teaches on (D7)."""
    require("registration.seek_teacher", faculty=lists.card(session, section_id).faculty_id)
    teacher_gone.name_another(session, section_id, body["teacher_id"])
    return lists.card(session, section_id)


class MergerIn(ApiSchema):
    """The sections of the same course that go."""

    others = fields.List(fields.UUID(), required=True, validate=validate.Length(1, 20))


@blp.post("/<uuid:section_id>/merger")
@allows("registration.edit_sections")
@blp.arguments(MergerIn)
@writes(blp, db, 200, SectionOut)
def merge(session: Session, body: dict[str, Any], section_id: UUID) -> lists.SectionCard:
    """Make other sections of the course part of this one before the count; all move with seat or place (R8.5)."""
    minimum.merge_by_act(session, section_id, body["others"])
    return lists.card(session, section_id)


def _plan(body: dict[str, Any]) -> SectionPlan:
    return SectionPlan(body["teacher_id"], body["capacity"], body["minimum"], as_classes(body["meetings"]))
