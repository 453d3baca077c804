"""`/grading/api/v1/students/<id>/…`: results, debts, and the GPA with its derivation (R6, R9.1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from services.grading.db import db
from services.grading.models import Student
from services.grading.queries import averages, record, running
from services.grading.queries.averages import Derivation
from services.grading.queries.record import DebtLine, TermResults
from services.grading.queries.running import Running
from shared.web import ApiSchema, MarkField, WholeNumber, allows, api_blueprint, current_actor, require
from shared.web.fields import Exact, QueryNumber

blp = api_blueprint("grading", "students", "Results, debts and averages of a student")

TITLES: dict[str, Any] = {"keys": fields.String(), "values": fields.String()}


class RecordedResultOut(ApiSchema):
    """An attempt in the record."""

    attempt_id = fields.UUID(required=True)
    course_id = fields.UUID(required=True)
    course = fields.String(required=True)
    titles = fields.Dict(**TITLES)
    attempt_no = WholeNumber(required=True)
    credits = WholeNumber(required=True)
    mark = fields.String(required=True)
    printed = fields.String(required=True)
    percent = WholeNumber(allow_none=True)
    points = Exact(allow_none=True)
    traditional = fields.String(allow_none=True)
    outcome = fields.String(required=True)
    rating = MarkField(allow_none=True)
    source = fields.String(required=True)


class TermOut(ApiSchema):
    """A term with its results and its average."""

    season = fields.String(required=True)
    academic_year = WholeNumber(required=True)
    average = Exact(allow_none=True)
    credits = WholeNumber(required=True)
    lines = fields.List(fields.Nested(RecordedResultOut), required=True)


class RecordBookTermOut(ApiSchema):
    """A term of the record book: what was passed in it."""

    season = fields.String(required=True)
    academic_year = WholeNumber(required=True)
    lines = fields.List(fields.Nested(RecordedResultOut), required=True)


class RunningOut(ApiSchema):
    """A course whose result is still to come."""

    course_id = fields.UUID(required=True)
    course = fields.String(required=True)
    section = fields.String(required=True)
    exam_ends_at = fields.AwareDateTime(allow_none=True)
    attestations = fields.List(MarkField(allow_none=True), required=True)
    rating = MarkField(allow_none=True)
    barred = fields.Boolean(required=True)
    needed = MarkField(allow_none=True)


class DebtOut(ApiSchema):
    """An academic debt with its reason."""

    debt_id = fields.UUID(required=True)
    course_id = fields.UUID(required=True)
    course = fields.String(required=True)
    titles = fields.Dict(**TITLES)
    credits = WholeNumber(allow_none=True)
    status = fields.String(required=True)
    reason = fields.String(required=True)
    percent = MarkField(allow_none=True)
    since = fields.Date(required=True)
    closed_on = fields.Date(allow_none=True)


class WhyOut(ApiSchema):
    """An attempt in the derivation, and why it counts or does not."""

    course = fields.String(required=True)
    season = fields.String(required=True)
    academic_year = WholeNumber(required=True)
    mark = fields.String(required=True)
    points = Exact(allow_none=True)
    credits = WholeNumber(required=True)
    weight = Exact(required=True)
    counted = fields.Boolean(required=True)
    why = fields.String(required=True)


class GpaOut(ApiSchema):
    """An average with everything that made it."""

    student_id = fields.UUID(required=True)
    gpa = Exact(allow_none=True)
    points = Exact(required=True)
    credits = WholeNumber(required=True)
    policy_version = WholeNumber(required=True)
    policy_from = fields.Date(required=True)
    repeated = fields.String(required=True)
    lines = fields.List(fields.Nested(WhyOut), required=True)


class GpaQuery(ApiSchema):
    """Of the whole study, unless a year or a term is named."""

    academic_year = QueryNumber(least=1990, most=2100, load_default=None)
    season = fields.String(load_default=None, validate=validate.OneOf(["autumn", "spring", "summer"]))


def allow(session: Session, action: str, student_id: UUID) -> None:
    """Let the student himself see it, and staff within their bounds."""
    student = session.get(Student, student_id)
    faculty, group = (student.faculty_id, student.group_id) if student else (None, None)
    owner = student.owner_for(current_actor().person_id) if student else student_id
    require(action, owner=owner, faculty=faculty, group=group)


@blp.get("/<uuid:student_id>/results")
@allows("grading.see_results")
@blp.response(200, TermOut(many=True))
def results(student_id: UUID) -> list[TermResults]:
    """Every attempt by term, the newest term first."""
    with db.read() as session:
        allow(session, "grading.see_results", student_id)
        return record.results(session, student_id)


@blp.get("/<uuid:student_id>/record-book")
@allows("grading.see_results")
@blp.response(200, RecordBookTermOut(many=True))
def record_book(student_id: UUID) -> list[TermResults]:
    """The record book: passing results only, by term (R5.2)."""
    with db.read() as session:
        allow(session, "grading.see_results", student_id)
        return record.record_book(session, student_id)


@blp.get("/<uuid:student_id>/running")
@allows("grading.see_results")
@blp.response(200, RunningOut(many=True))
def running_courses(student_id: UUID) -> list[Running]:
    """Courses whose sheets are open: rating so far, and the mark that is needed."""
    with db.read() as session:
        allow(session, "grading.see_results", student_id)
        return running.running(session, student_id)


@blp.get("/<uuid:student_id>/debts")
@allows("grading.see_debts")
@blp.response(200, DebtOut(many=True))
def debts(student_id: UUID) -> list[DebtLine]:
    """Academic debts, open ones first."""
    with db.read() as session:
        allow(session, "grading.see_debts", student_id)
        return record.debts(session, student_id)


@blp.get("/<uuid:student_id>/gpa")
@allows("grading.see_gpa")
@blp.arguments(GpaQuery, location="query")
@blp.response(200, GpaOut)
def gpa(query: dict[str, Any], student_id: UUID) -> Derivation:
    """The GPA and why it is that (R6.1)."""
    with db.read() as session:
        allow(session, "grading.see_gpa", student_id)
        return averages.derivation(session, student_id, **query)
