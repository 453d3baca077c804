"""Days off, as the office edits them: the government moves days (R2.1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.api.titles import Title, title
from services.registration.db import db
from services.registration.models.terms import Holiday
from services.registration.workflows import dates
from shared.web import ApiSchema, Paged, PageOf, PageQuery, allows, api_blueprint, fields, page_of, writes

blp = api_blueprint("registration", "holidays", "Days off and days that are worked instead")


class HolidayQuery(PageQuery):
    since = fields.Date()


class HolidayOut(ApiSchema):
    day = fields.Date(required=True)
    works = fields.Boolean(required=True)
    name = title()


class HolidayIn(ApiSchema):
    day = fields.Date(required=True)
    works = fields.Boolean(required=True)
    name = fields.Nested(Title, required=True)


@blp.get("/")
@allows("registration.see_terms")
@blp.arguments(HolidayQuery, location="query")
@blp.response(200, Paged(HolidayOut))
def list_holidays(query: dict[str, Any]) -> PageOf:
    """Days off in their order, from a day on."""
    with db.read() as session:
        return page_of(session, _since(query.get("since")), query)


@blp.post("/")
@allows("registration.edit_university")
@blp.arguments(HolidayIn)
@writes(blp, db, 200, HolidayOut)
def move_day(session: Session, body: dict[str, Any]) -> Holiday | None:
    """A day is off, or worked, from now on; the chain stays, what is to be paid then is due later (R13.1)."""
    dates.move_day(session, body["day"], body["works"], body["name"])
    return session.get(Holiday, body["day"])


def _since(day: date | None) -> Any:
    query = select(Holiday).order_by(Holiday.day)
    return query.where(Holiday.day >= day) if day else query
