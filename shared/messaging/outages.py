"""Long outages: a deadline that takes something away and fell into one waits for the chairman (R13.1).

Each relay beats on real time. A gap longer than the limit was an outage of its service: what is due since then acts
now, once, but for the deadlines that take something away. These are held until they are released or moved; the number
held of each kind is told to registration whenever it changes, where the chairman sees it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from shared.clock import now
from shared.contracts.registration import DeadlinesReleased, NoteHeldDeadlines
from shared.messaging.aging import rested
from shared.messaging.outbox import publish
from shared.messaging.tables import deadlines, heartbeats, outages

HOURS = "TIRKEU_OUTAGE_HOURS"
log = structlog.get_logger()


def limit(env: Mapping[str, str] = os.environ) -> timedelta:
    """A silence longer than this is an outage; 4 hours unless the environment says otherwise (R13.1)."""
    return timedelta(hours=float(env.get(HOURS, "4")))


def beat(session: Session, longest: timedelta | None = None) -> None:
    """Note that the service is alive, and the outage that ends with this beat, if it was long enough.

    Measured on real time; where the office's clock stood still meanwhile (rehearsal), nothing fell into it.
    """
    moment, last = now(session), _heart(session)
    if moment.real - last.beat_at > (longest or limit()) and moment.office > last.office_at:
        note(session, last.office_at, moment.office, real_from_at=last.beat_at)
    rested(session, last.beat_at, moment.real)
    session.execute(update(heartbeats).where(heartbeats.c.id == 1).values(beat_at=moment.real, office_at=moment.office))


def note(session: Session, from_at: datetime, to_at: datetime, real_from_at: datetime | None = None) -> None:
    """An outage, on the office's clock: whatever takes something away and has not acted by its end is held."""
    outage_id = uuid4()
    session.execute(
        insert(outages).values(
            outage_id=outage_id, from_at=from_at, to_at=to_at, real_from_at=real_from_at, noted_at=now(session).real
        )
    )
    waiting = deadlines.c.takes_away & deadlines.c.held_by.is_(None) & (deadlines.c.due_at <= to_at)
    session.execute(update(deadlines).where(waiting).values(held_by=outage_id))
    tell_what_is_held(session)
    log.warning("outage.noted", service=session.info["service"], since=str(from_at), until=str(to_at))


def held_at_birth(session: Session, moments: Sequence[datetime]) -> dict[datetime, UUID]:
    """Moments that fell into an outage though they are set only now: what was on its way then is protected too."""
    past = [moment for moment in moments if moment <= now(session).office]
    if not past:
        return {}
    known = session.execute(select(outages).where(outages.c.to_at >= min(past)).order_by(outages.c.to_at)).all()
    return {at: row.outage_id for at in past for row in known if row.from_at < at <= row.to_at}


def release(session: Session, acts: Sequence[DeadlinesReleased]) -> None:
    """The chairman lets these act: they leave like any that is due."""
    for act in acts:
        if act.service == session.info["service"]:
            mine = (deadlines.c.kind == act.what) & (deadlines.c.due_at <= act.through)
            session.execute(update(deadlines).where(mine, deadlines.c.held_by.is_not(None)).values(held_by=None))
    tell_what_is_held(session)
    session.info["published"] = True


def held(session: Session, keys: Sequence[str]) -> set[str]:
    """Which of these deadlines wait for the chairman."""
    if not keys:
        return set()
    mine = select(deadlines.c.key).where(deadlines.c.key.in_(keys), deadlines.c.held_by.is_not(None))
    return set(session.scalars(mine))


def is_held(session: Session, case_id: UUID) -> bool:
    """Whether a deadline of this case waits for the chairman."""
    mine = select(deadlines.c.key).where(deadlines.c.case_id == case_id, deadlines.c.held_by.is_not(None))
    return session.scalar(mine.limit(1)) is not None


def tell_what_is_held(session: Session) -> None:
    """Tell registration how many are held of each kind, if that is not what it was told last."""
    told = session.scalar(select(heartbeats.c.told).where(heartbeats.c.id == 1)) or []
    if _counted(session) == told:
        return
    # Under the row's lock: of two that tell at once the second counts what the first has left.
    number, found = _heart(session).told_no + 1, _counted(session)
    session.execute(update(heartbeats).where(heartbeats.c.id == 1).values(told=found, told_no=number))
    publish(session, [_message(session.info["service"], number, found)])


def _message(service: str, version_no: int, found: list[list[Any]]) -> NoteHeldDeadlines:
    return NoteHeldDeadlines(
        service=service,
        version_no=version_no,
        kinds=tuple(kind for kind, *_ in found),
        numbers=tuple(number for _, number, *_ in found),
        since=tuple(datetime.fromisoformat(since) for *_, since, _ in found),
        until=tuple(datetime.fromisoformat(until) for *_, until in found),
    )


def _counted(session: Session) -> list[list[Any]]:
    due_at = deadlines.c.due_at
    rows = session.execute(
        select(deadlines.c.kind, func.count(), func.min(due_at), func.max(due_at))
        .where(deadlines.c.held_by.is_not(None))
        .group_by(deadlines.c.kind)
        .order_by(deadlines.c.kind)
    )
    return [[kind, number, since.isoformat(), until.isoformat()] for kind, number, since, until in rows]


def _heart(session: Session) -> Any:
    """The service's heartbeat under its lock; the first one if there was none."""
    moment = now(session)
    first = upsert(heartbeats).values(id=1, beat_at=moment.real, office_at=moment.office, told=[])
    session.execute(first.on_conflict_do_nothing())
    return session.execute(select(heartbeats).where(heartbeats.c.id == 1).with_for_update()).one()
