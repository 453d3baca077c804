"""`/grading/api/v1/journal`: classes of a section by date, who was absent, classes moved, not held, added (R11.2d)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from services.grading.db import db
from services.grading.models import JournalClass
from services.grading.queries import journals
from services.grading.queries.journals import Journal
from services.grading.usecases import class_changes
from services.grading.usecases import journal as keeping
from shared.clock import now
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
from shared.web.fields import Exact

blp = api_blueprint("grading", "journal", "The journal of a section: its classes, and who was absent")


class ClassOut(ApiSchema):
    """A class: planned, taken, not_held, or missing where it is over and nobody has recorded it."""

    class_id = fields.UUID(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    room = fields.String(required=True)
    status = fields.String(required=True)
    moved = fields.Boolean(required=True)
    absent = fields.List(fields.UUID(), required=True)


class StandingOut(ApiSchema):
    """A student of the journal and how he stands."""

    student_id = fields.UUID(required=True)
    name = fields.String(required=True)
    number = fields.String(required=True)
    missed = WholeNumber(required=True)
    excused = WholeNumber(required=True)
    held = WholeNumber(required=True)
    share = Exact(required=True)
    level = WholeNumber(required=True)
    barred = fields.Boolean(required=True)
    over = fields.Boolean(required=True)


class JournalOut(ApiSchema):
    """The whole journal."""

    closed = fields.Boolean(required=True)
    classes = fields.List(fields.Nested(ClassOut), required=True)
    students = fields.List(fields.Nested(StandingOut), required=True)


class ClassChangedOut(ApiSchema):
    """A class as it stands after an act."""

    class_id = fields.UUID(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    room = fields.String(required=True)
    status = fields.String(required=True)
    moved = fields.Boolean(required=True)


class AbsentIn(ApiSchema):
    """Everybody who was absent; a correction of what was recorded says why."""

    absent = fields.List(fields.UUID(), required=True, validate=validate.Length(max=500))
    why = Word(most=300, load_default="")


class ReasonIn(ApiSchema):
    """Why."""

    why = Word(most=300, required=True)


class MoveIn(ReasonIn):
    """To when."""

    to = fields.AwareDateTime(required=True)


class AddIn(ReasonIn):
    """A further class."""

    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    room = Word(most=40, load_default="")


@blp.get("/sections/<uuid:section_id>")
@allows("grading.see_journal")
@blp.response(200, JournalOut)
def show(section_id: UUID) -> Journal:
    """Every class with who was absent, every student with his share."""
    with db.read() as session:
        found = journals.journal(session, section_id, now(session).office)
        lists = found.lists
        require("grading.see_journal", owner=lists.teacher_id, faculty=lists.faculty_id, section=section_id)
        return found


@blp.post("/sections/<uuid:section_id>/classes")
@allows("grading.keep_journal")
@blp.arguments(AddIn)
@writes(blp, db, 201, ClassChangedOut)
def add(session: Session, body: dict[str, Any], section_id: UUID) -> JournalClass:
    """Add a class (R2.1)."""
    hours = (body["starts_at"], body["ends_at"])
    return class_changes.add(session, current_actor(), section_id, *hours, body["room"], body["why"])


@blp.put("/classes/<uuid:class_id>")
@allows("grading.keep_journal")
@blp.arguments(AbsentIn)
@writes(blp, db, 200, ClassChangedOut)
def take(session: Session, body: dict[str, Any], class_id: UUID) -> JournalClass:
    """Record who was absent, or correct it by counter-entries (R11.2d)."""
    return keeping.take(session, current_actor(), class_id, set(body["absent"]), body["why"])


@blp.post("/classes/<uuid:class_id>/move")
@allows("grading.keep_journal")
@blp.arguments(MoveIn)
@writes(blp, db, 200, ClassChangedOut)
def move(session: Session, body: dict[str, Any], class_id: UUID) -> JournalClass:
    """Move a class; its students are told (R2.1)."""
    return class_changes.move(session, current_actor(), class_id, body["to"], body["why"])


@blp.post("/classes/<uuid:class_id>/strike")
@allows("grading.keep_journal")
@blp.arguments(ReasonIn)
@writes(blp, db, 200, ClassChangedOut)
def strike(session: Session, body: dict[str, Any], class_id: UUID) -> JournalClass:
    """The class is not held: nobody missed it."""
    return class_changes.strike(session, current_actor(), class_id, body["why"])


@blp.post("/classes/<uuid:class_id>/restore")
@allows("grading.keep_journal")
@blp.arguments(ReasonIn)
@writes(blp, db, 200, ClassChangedOut)
def restore(session: Session, body: dict[str, Any], class_id: UUID) -> JournalClass:
    """The class is held after all."""
    return class_changes.restore(session, current_actor(), class_id, body["why"])
