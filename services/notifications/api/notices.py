"""`/notifications/api/v1/notices`: a person's own notices."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import fields
from sqlalchemy.orm import Session

from services.notifications import queries
from services.notifications.db import db
from services.notifications.usecases import notices
from services.notifications.wording import worded
from shared.web import ApiSchema, Paged, PageOf, PageQuery, allows, api_blueprint, current_actor, page_of, writes
from shared.web.language import current_language

blp = api_blueprint("notifications", "notices", "What a person was told")


class NoticeOut(ApiSchema):
    """A notice in the caller's language."""

    notice_id = fields.UUID(required=True)
    template = fields.String(required=True)
    subject = fields.String(required=True)
    body = fields.String(required=True)
    case_id = fields.UUID(allow_none=True)
    required_by_law = fields.Boolean(required=True)
    said_at = fields.AwareDateTime(required=True)
    read_at = fields.AwareDateTime(allow_none=True)


class NoticeQuery(PageQuery):
    """Which notices."""

    unread = fields.Boolean(load_default=False)


class ReadOut(ApiSchema):
    """How many were marked read."""

    marked = fields.Integer(required=True)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice with its text made."""

    notice_id: UUID
    template: str
    subject: str
    body: str
    case_id: UUID | None
    required_by_law: bool
    said_at: datetime
    read_at: datetime | None


@blp.get("/")
@allows("notifications.own_inbox")
@blp.arguments(NoticeQuery, location="query")
@blp.response(200, Paged(NoticeOut))
def list_notices(query: dict[str, Any]) -> PageOf:
    """The caller's notices, the newest first (R13.2)."""
    with db.read() as session:
        page = page_of(session, queries.inbox(current_actor().person_id, unread=query["unread"]), query)
    return PageOf([_shown(row) for row in page.items], page.page, page.page_size, page.total)


@blp.get("/<uuid:notice_id>")
@allows("notifications.own_inbox")
@blp.response(200, NoticeOut)
def show_notice(notice_id: UUID) -> NoticeRow:
    """One notice of the caller."""
    with db.read() as session:
        return _shown(queries.one_notice(session, current_actor().person_id, notice_id))


@blp.post("/<uuid:notice_id>/read")
@allows("notifications.own_inbox")
@writes(blp, db, 200, NoticeOut)
def read_notice(session: Session, notice_id: UUID) -> NoticeRow:
    """Mark a notice read; the first reading counts."""
    return _shown(notices.read_one(session, current_actor().person_id, notice_id))


@blp.post("/read")
@allows("notifications.own_inbox")
@writes(blp, db, 200, ReadOut)
def read_all(session: Session) -> dict[str, int]:
    """Mark all of the caller's notices read."""
    return {"marked": notices.mark_read(session, current_actor().person_id)}


def _shown(row: Any) -> NoticeRow:
    said = worded(row.template, row.params, current_language())
    return NoticeRow(
        row.notice_id, row.template, said.subject, said.body, row.case_id, row.required_by_law, row.said_at, row.read_at
    )
