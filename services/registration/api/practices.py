"""Practice and state certification of groups, as the office enters them (D24)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.campus import Practice
from services.registration.usecases import practices
from shared.web import ApiSchema, Paged, PageOf, PageQuery, allows, api_blueprint, fields, page_of, writes

blp = api_blueprint("registration", "practices", "Days on which groups are away")


class PracticeIn(ApiSchema):
    group_id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(("practice", "certification")))
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)


class PracticeOut(ApiSchema):
    practice_id = fields.UUID(required=True)
    group_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)


@blp.get("/")
@allows("registration.edit_university")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(PracticeOut))
def list_practices(query: dict[str, Any]) -> PageOf:
    """Every group's days away, the latest first."""
    with db.read() as session:
        return page_of(session, select(Practice).order_by(Practice.starts_on.desc(), Practice.practice_id), query)


@blp.post("/")
@allows("registration.edit_university")
@blp.arguments(PracticeIn)
@writes(blp, db, 201, PracticeOut)
def add(session: Session, body: dict[str, Any]) -> Practice:
    """A group is away from day to day: a hold on its students' summer classes."""
    return practices.add(session, body["group_id"], body["kind"], body["starts_on"], body["ends_on"])


@blp.delete("/<uuid:practice_id>")
@allows("registration.edit_university")
@writes(blp, db, 200, PracticeOut)
def remove(session: Session, practice_id: UUID) -> Practice:
    """It does not take place: it holds nobody any more."""
    return practices.remove(session, practice_id)
