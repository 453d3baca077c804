"""Dates of a published term that were moved later, and the chairman's act that moves one (R13.1, D1)."""

from __future__ import annotations

from typing import Any

from marshmallow import validate
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.domain.moved_dates import MOVABLE, Wish
from services.registration.models.deadlines import DateMove
from services.registration.queries import date_moves as queries
from services.registration.workflows import dates
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
    writes,
)
from shared.web.fields import Moment

blp = api_blueprint("registration", "date-moves", "Published dates that were moved later")


class MoveQuery(PageQuery):
    term_id = fields.UUID()


class OneMoveOut(ApiSchema):
    name = fields.String(required=True)
    old = fields.String(required=True)
    new = fields.String(required=True)


class MoveOut(ApiSchema):
    move_id = fields.UUID(required=True)
    version_no = WholeNumber(required=True)
    cause = fields.String(required=True)
    moved_at = Moment(required=True)
    recorded_at = Moment(required=True)
    moved = fields.List(fields.Nested(OneMoveOut), required=True)
    seats = WholeNumber(required=True)
    why = fields.String(required=True)


class WishIn(ApiSchema):
    term_id = fields.UUID(required=True)
    name = fields.String(required=True, validate=validate.OneOf(MOVABLE))
    day = fields.Date(required=True)
    along = fields.Boolean(load_default=False)


class MoveIn(WishIn):
    why = Word(required=True, most=500)


class PreviewOut(ApiSchema):
    moved = fields.List(fields.Nested(OneMoveOut), required=True)
    concerned = fields.Dict(keys=fields.String(), values=WholeNumber(), required=True)


@blp.get("/")
@allows("registration.see_acts")
@blp.arguments(MoveQuery, location="query")
@blp.response(200, Paged(MoveOut))
def list_moves(query: dict[str, Any]) -> PageOf:
    """The register, the newest first, of all terms or one."""
    with db.read() as session:
        found = queries.register(query.get("term_id")).order_by(DateMove.recorded_at.desc())
        return page_of(session, found, query)


@blp.post("/preview")
@allows("registration.move_date")
@blp.arguments(WishIn)
@blp.response(200, PreviewOut)
def preview(body: dict[str, Any]) -> dict[str, Any]:
    """What the act would move and whom it concerns, or every reason against it."""
    with db.read() as session:
        found = dates.preview(session, body["term_id"], _wish(body))
    return {"moved": dates.shown(found), "concerned": found.counts}


@blp.post("/")
@allows("registration.move_date")
@blp.arguments(MoveIn)
@writes(blp, db, 201, MoveOut)
def move(session: Session, body: dict[str, Any]) -> DateMove:
    """Move a published date later, for all concerned, with a reason; all are told."""
    return dates.move(session, body["term_id"], _wish(body), body["why"].strip())


def _wish(body: dict[str, Any]) -> Wish:
    return Wish(body["name"], body["day"], body["along"])
