"""What lies in a service's message tables: for people who run it, for health, and for the rehearsal's quiet check."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, case, func, select
from sqlalchemy.orm import Session

from shared.clock import now
from shared.messaging.aging import stopped
from shared.messaging.counts import counts
from shared.messaging.tables import outbox, parked


def message_state(session: Session) -> dict[str, Any]:
    """How many wait, are unacknowledged, were stopped for their age, or lie parked; and the age of the oldest (s)."""
    real = now(session).real
    row = session.execute(
        select(
            func.count(case((outbox.c.sendings == 0, 1))).label("waiting"),
            func.count(case((outbox.c.sendings > 0, 1))).label("unacknowledged"),
            func.min(outbox.c.made_at).label("oldest"),
        )
    ).one()
    lying = session.scalar(select(func.count()).select_from(parked).where(parked.c.settled_at.is_(None)))
    return {
        "waiting": row.waiting,
        "unacknowledged": row.unacknowledged,
        "stopped": stopped(session),
        "parked": lying,
        "oldest_seconds": round((real - row.oldest).total_seconds(), 1) if row.oldest else 0,
        **counts(session),
    }


def parked_messages(session: Session, limit: int = 100) -> list[dict[str, Any]]:
    """The parked messages, oldest first: id, name, error, envelope."""
    query = (
        select(parked.c.mid, parked.c.name, parked.c.error, parked.c.parked_at, parked.c.envelope)
        .where(parked.c.settled_at.is_(None))
        .order_by(parked.c.parked_at)
        .limit(limit)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def parked_message(session: Session, mid: UUID) -> RowMapping | None:
    """All that is kept of a message that is parked, or was: also where in the program it failed."""
    return session.execute(select(parked).where(parked.c.mid == mid)).mappings().one_or_none()
