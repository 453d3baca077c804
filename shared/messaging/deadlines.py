"""Deadlines: messages of a service to itself that leave when the office clock reaches them (R13.1).

They are rows, so they act once, also if the system was down at that moment; any number of relays may sweep them. One
that takes something away and whose moment fell into a long outage is held until the chairman releases or moves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import case, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from shared.clock import now
from shared.contracts.base import Message, case_of
from shared.messaging.codec import body_of
from shared.messaging.outages import held_at_birth, tell_what_is_held
from shared.messaging.outbox import trace
from shared.messaging.tables import deadlines, outbox

MOVED = ("due_at", "name", "version", "body", "case_id", "correlation", "kind", "takes_away")
"""What a deadline takes over from the one that moves it."""


@dataclass(frozen=True, slots=True)
class Due:
    """At this office moment, say this to the own service. The key names the deadline: the same key moves it.

    ``takes_away``: its acting may take something from a person, so a long outage holds it (R13.1); ``kind`` is what the
    chairman reads of it then.
    """

    at: datetime
    message: Message
    key: str
    takes_away: bool = False
    kind: str = ""


def schedule(session: Session, dues: Sequence[Due]) -> None:
    """Set deadlines, or move those whose key exists; one that is moved is no longer held."""
    if not dues:
        return
    row = upsert(deadlines)
    held = held_at_birth(session, [due.at for due in dues if due.takes_away])
    moved: dict[str, Any] = {name: row.excluded[name] for name in MOVED}
    moved["held_by"] = case((row.excluded.due_at == deadlines.c.due_at, deadlines.c.held_by), else_=None)
    session.execute(
        row.on_conflict_do_update(index_elements=["key"], set_=moved),
        [
            {
                "key": due.key,
                "due_at": due.at,
                "name": type(due.message).name,
                "version": type(due.message).version,
                "body": body_of(due.message),
                "case_id": case_of(due.message),
                "correlation": trace(session, due.message)[1],
                "kind": due.kind,
                "takes_away": due.takes_away,
                "held_by": held.get(due.at) if due.takes_away else None,
            }
            for due in {due.key: due for due in dues}.values()
        ],
    )
    tell_what_is_held(session)


def move(session: Session, keys: Sequence[str], at: datetime) -> None:
    """Move those of these deadlines that are still to come to another moment; they are no longer held."""
    if keys:
        elsewhere = deadlines.c.key.in_(keys) & (deadlines.c.due_at != at)
        session.execute(update(deadlines).where(elsewhere).values(due_at=at, held_by=None))
        tell_what_is_held(session)


def unschedule(session: Session, keys: Sequence[str]) -> None:
    """Take deadlines back; one that is not there (any more) is no error."""
    if keys:
        session.execute(delete(deadlines).where(deadlines.c.key.in_(keys)))
        tell_what_is_held(session)


def next_due(session: Session) -> datetime | None:
    """The earliest moment at which this service has something to do by itself."""
    earliest: datetime | None = session.scalar(
        select(func.min(deadlines.c.due_at)).where(deadlines.c.held_by.is_(None))
    )
    return earliest


def fire(session: Session, limit: int = 500) -> int:
    """Move what is due to the outbox, addressed to the own service. Any number of relays may do so at once."""
    moment = now(session)
    due = (
        select(deadlines.c.key)
        .where(deadlines.c.due_at <= moment.office, deadlines.c.held_by.is_(None))
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
