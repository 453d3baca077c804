"""Deadlines that a long outage holds: what waits in each service, and the chairman's release (R13.1)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.deadlines import DeadlineRelease
from services.registration.queries import held_deadlines as queries
from services.registration.usecases import held_deadlines
from shared.web import ApiSchema, WholeNumber, Word, allows, api_blueprint, fields, writes
from shared.web.fields import Moment

blp = api_blueprint("registration", "held-deadlines", "Deadlines held since a long outage")


class HeldOut(ApiSchema):
    service = fields.String(required=True)
    what = fields.String(required=True)
    number = WholeNumber(required=True)
    since = Moment(required=True)
    until = Moment(required=True)


class ReleaseIn(ApiSchema):
    service = Word(required=True, most=50)
    what = Word(required=True, most=100)
    why = Word(required=True, most=500)


class ReleaseOut(ApiSchema):
    release_id = fields.UUID(required=True)
    service = fields.String(required=True)
    what = fields.String(required=True, attribute="kind")
    number = WholeNumber(required=True)
    through = Moment(required=True)
    why = fields.String(required=True)


@blp.get("/")
@allows("registration.see_acts")
@blp.response(200, HeldOut(many=True))
def list_held() -> list[queries.HeldKind]:
    """What waits for the chairman, by service and kind."""
    with db.read() as session:
        return queries.waiting(session)


@blp.post("/releases")
@allows("registration.move_date")
@blp.arguments(ReleaseIn)
@writes(blp, db, 201, ReleaseOut)
def release(session: Session, body: dict[str, Any]) -> DeadlineRelease:
    """Let the held deadlines of one kind in one service act, with a reason."""
    return held_deadlines.release(session, body["service"], body["what"], body["why"])
