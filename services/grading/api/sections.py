"""`/grading/api/v1/sections`: the lists of a section; attestations and exam results in bulk; closing (R4, R5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate, validates_schema
from sqlalchemy.orm import Session

from services.grading.api.papers import ScanIn, upload_of
from services.grading.db import db
from services.grading.domain.outcome import Appearance
from services.grading.models import Sheet
from services.grading.queries import groups, sheets
from services.grading.queries.groups import GroupLine
from services.grading.queries.sheets import Lists
from services.grading.usecases import closing, marks, reserves
from services.grading.usecases.marks import ExamEntry
from shared.web import (
    ApiSchema,
    MarkField,
    WholeNumber,
    Word,
    allows,
    api_blueprint,
    current_actor,
    reach,
    require,
    writes,
)

blp = api_blueprint("grading", "sections", "Sections with their attestation lists and examination sheet")


class SectionOut(ApiSchema):
    """A section with the state of its examination sheet: none, open, late, sealed."""

    section_id = fields.UUID(required=True)
    label = fields.String(required=True)
    course = fields.String(required=True)
    titles = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    season = fields.String(required=True)
    academic_year = WholeNumber(required=True)
    students = WholeNumber(required=True)
    exam_ends_at = fields.AwareDateTime(allow_none=True)
    due_at = fields.AwareDateTime(allow_none=True)
    status = fields.String(required=True)


class ResultOut(ApiSchema):
    """What a line comes to."""

    outcome = fields.String(required=True)
    mark = fields.String(required=True)
    percent = WholeNumber(allow_none=True)
    passed = fields.Boolean(required=True)
    rule = fields.String(required=True)


class LineOut(ApiSchema):
    """A student on the lists."""

    student_id = fields.UUID(required=True)
    name = fields.String(required=True)
    number = fields.String(required=True)
    group = fields.String(required=True)
    attestations = fields.List(MarkField(allow_none=True), required=True)
    rating = MarkField(allow_none=True)
    barred = fields.Boolean(required=True)
    exam = MarkField(allow_none=True)
    appearance = fields.String(allow_none=True)
    missing = fields.String(allow_none=True)
    result = fields.Nested(ResultOut, allow_none=True)


class SheetHeadOut(ApiSchema):
    """One of the lists."""

    sheet_id = fields.UUID(required=True)
    number = WholeNumber(required=True)
    kind = fields.String(required=True)
    nth = WholeNumber(required=True)
    status = fields.String(required=True)
    sealed_at = fields.AwareDateTime(allow_none=True)
    signature = fields.String(allow_none=True)


class ListsOut(ApiSchema):
    """Everything about a section's lists."""

    section_id = fields.UUID(required=True)
    label = fields.String(required=True)
    course = fields.String(required=True)
    teacher = fields.String(required=True)
    exam_ends_at = fields.AwareDateTime(allow_none=True)
    due_at = fields.AwareDateTime(allow_none=True)
    late_since = fields.AwareDateTime(allow_none=True)
    exam = fields.Nested(SheetHeadOut, allow_none=True)
    attestations = fields.List(fields.Nested(SheetHeadOut), required=True)
    lines = fields.List(fields.Nested(LineOut), required=True)
    complete = fields.Boolean(required=True)
    policy_version = WholeNumber(required=True)


class MarkIn(ApiSchema):
    """A mark of one student; null takes it back."""

    student_id = fields.UUID(required=True)
    mark = MarkField(required=True, allow_none=True)


class AttestationIn(ApiSchema):
    """Marks of many students at once."""

    marks = fields.List(fields.Nested(MarkIn), required=True, validate=validate.Length(min=1, max=500))

    @validates_schema
    def _once(self, data: dict[str, Any], **_: Any) -> None:
        each_once(data["marks"])


class ExamMarkIn(ApiSchema):
    """An exam result: a mark, "did not appear", or cribs with the number of the act."""

    student_id = fields.UUID(required=True)
    mark = MarkField(allow_none=True, load_default=None)
    appearance = fields.Enum(Appearance, by_value=True, allow_none=True, load_default=None)
    act_number = Word(most=40, allow_none=True, load_default=None)


class ExamIn(ApiSchema):
    """Exam results of many students at once."""

    results = fields.List(fields.Nested(ExamMarkIn), required=True, validate=validate.Length(min=1, max=500))
    sitting = WholeNumber(load_default=1, validate=[validate.Range(min=1, max=9)])

    @validates_schema
    def _once(self, data: dict[str, Any], **_: Any) -> None:
        each_once(data["results"])


class CloseIn(ApiSchema):
    """The signature; a delegate names the signed paper sheet and sends its scan."""

    paper_number = Word(most=40, allow_none=True, load_default=None)
    scan = fields.Nested(ScanIn, allow_none=True, load_default=None)


class CloseExamIn(CloseIn):
    """The signature under the examination sheet: sitting 2 is that of the reserve days (D10)."""

    sitting = WholeNumber(load_default=1, validate=[validate.Range(min=1, max=9)])


class ReserveIn(ApiSchema):
    """When the exam of the reserve days ends."""

    ends_at = fields.AwareDateTime(required=True)


def each_once(rows: list[dict[str, Any]]) -> None:
    """No student stands twice in one request."""
    if len({row["student_id"] for row in rows}) != len(rows):
        raise ValidationError("A student stands here twice.")


def shown(session: Session, section_id: UUID) -> Lists:
    """The lists, if the caller may see them."""
    found = sheets.lists(session, section_id)
    require("grading.see_sheets", owner=found.teacher_id, faculty=found.faculty_id, section=section_id)
    return found


@blp.get("/")
@allows("grading.see_sheets")
@blp.response(200, SectionOut(many=True))
def list_sections() -> list[GroupLine]:
    """The sections whose lists the caller may see: a teacher's are his own."""
    with db.read() as session:
        return groups.groups(session, reach("grading.see_sheets"))


@blp.get("/<uuid:section_id>")
@allows("grading.see_sheets")
@blp.response(200, ListsOut)
def show(section_id: UUID) -> Lists:
    """All lists of a section with every line and what it comes to as it stands."""
    with db.read() as session:
        return shown(session, section_id)


@blp.put("/<uuid:section_id>/attestations/<int:nth>")
@allows("grading.fill_sheet")
@blp.arguments(AttestationIn)
@writes(blp, db, 200, ListsOut)
def put_attestation(session: Session, body: dict[str, Any], section_id: UUID, nth: int) -> Lists:
    """Enter the marks of an attestation, all at once (R4.1)."""
    given = {row["student_id"]: row["mark"] for row in body["marks"]}
    marks.enter_attestation(session, current_actor(), section_id, nth, given)
    return _fresh(session, section_id)


@blp.post("/<uuid:section_id>/attestations/<int:nth>/close")
@allows("grading.close_sheet")
@blp.arguments(CloseIn)
@writes(blp, db, 200, ListsOut)
def close_attestation(session: Session, body: dict[str, Any], section_id: UUID, nth: int) -> Lists:
    """Sign and seal an attestation list (R5.3)."""
    closing.close_attestation(session, current_actor(), section_id, nth, **_paper(body))
    return _fresh(session, section_id)


@blp.put("/<uuid:section_id>/exam")
@allows("grading.fill_sheet")
@blp.arguments(ExamIn)
@writes(blp, db, 200, ListsOut)
def put_exam(session: Session, body: dict[str, Any], section_id: UUID) -> Lists:
    """Enter exam results, all at once (R5.1)."""
    given = {row["student_id"]: ExamEntry(row["mark"], row["appearance"], row["act_number"]) for row in body["results"]}
    marks.enter_exam(session, current_actor(), section_id, given, body["sitting"])
    return _fresh(session, section_id, body["sitting"])


@blp.post("/<uuid:section_id>/close")
@allows("grading.close_sheet")
@blp.arguments(CloseExamIn)
@writes(blp, db, 200, ListsOut)
def close(session: Session, body: dict[str, Any], section_id: UUID) -> Lists:
    """Sign and seal the examination sheet with every consequence: results, debts, GPA (R5.3)."""
    sitting = body["sitting"]
    closing.close_exam(session, current_actor(), section_id, sitting=sitting, **_paper(body))
    return _fresh(session, section_id, sitting)


@blp.post("/<uuid:section_id>/reserve")
@allows("grading.open_reserve")
@blp.arguments(ReserveIn)
@writes(blp, db, 201, SheetHeadOut)
def open_reserve(session: Session, body: dict[str, Any], section_id: UUID) -> Sheet:
    """Set the exam of the reserve days for those who are excused (D10)."""
    return reserves.open_sheet(session, current_actor(), section_id, body["ends_at"])


def _paper(body: dict[str, Any]) -> dict[str, Any]:
    return {"paper_number": body["paper_number"], "scan": upload_of(body["scan"])}


def _fresh(session: Session, section_id: UUID, sitting: int = 1) -> Lists:
    """As it stands after the change: bulk statements pass the session's own memory by."""
    session.flush()
    session.expire_all()
    return sheets.lists(session, section_id, sitting)
