"""Deadlines: messages of a service to itself that leave when the office clock reaches them (R13.1).

They are rows, so they act once, also if the system was down at that moment; any number of relays may sweep them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from shared.clock import now
from shared.contracts.base import Message, case_of
from shared.messaging.codec import body_of
from shared.messaging.outbox import trace
from shared.messaging.tables import deadlines, outbox


@dataclass(frozen=True, slots=True)
class Due:
    """At this office moment, say this to the own service. The key names the deadline: the same key moves it."""

    at: datetime
    message: Message
    key: str


def schedule(session: Session, dues: Sequence[Due]) -> None:
    """Set deadlines, or move those whose key exists."""
    if not dues:
        return
    row = upsert(deadlines)
    session.execute(
        row.on_conflict_do_update(
            index_elements=["key"],
            set_={name: row.excluded[name] for name in ("due_at", "name", "version", "body", "case_id", "correlation")},
        ),
        [
            {
                "key": due.key,
                "due_at": due.at,
                "name": type(due.message).name,
                "version": type(due.message).version,
                "body": body_of(due.message),
                "case_id": case_of(due.message),
                "correlation": trace(session, due.message)[1],
            }
            for due in {due.key: due for due in dues}.values()
        ],
    )


def unschedule(session: Session, keys: Sequence[str]) -> None:
    """Take deadlines back; one that is not there (any more) is no error."""
    if keys:
        session.execute(delete(deadlines).where(deadlines.c.key.in_(keys)))


def next_due(session: Session) -> datetime | None:
    """The earliest moment at which this service has something to do by itself."""
    earliest: datetime | None = session.scalar(select(func.min(deadlines.c.due_at)))
    return earliest


def fire(session: Session, limit: int = 500) -> int:
    """Move what is due to the outbox, addressed to the own service. Any number of relays may do so at once."""
    moment = now(session)
    due = (
        select(deadlines.c.key)
        .where(deadlines.c.due_at <= moment.office)
        .order_by(deadlines.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = session.execute(delete(deadlines).where(deadlines.c.key.in_(due)).returning(deadlines)).mappings().all()
    if taken:
        session.execute(insert(outbox), [_as_message(session, row, moment.real, moment.office) for row in taken])
        session.info["published"] = True
    return len(taken)


def _as_message(session: Session, row: Any, real: datetime, office: datetime) -> dict[str, Any]:
    return {
        "mid": uuid4(),
        "hearer": session.info["service"],
        "name": row["name"],
        "version": row["version"],
        "body": row["body"],
        "case_id": row["case_id"],
        "causation": None,
        "correlation": row["correlation"],
        "made_at": real,
        "office_at": office,
        "next_try_at": real,
    }
