"""Sending: waiting outbox rows become Celery tasks, up to a hundred messages a task."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select, text, union_all, update
from sqlalchemy.orm import Session

from shared.clock import office_clock
from shared.db import Database
from shared.messaging.counts import count
from shared.messaging.envelope import Envelope
from shared.messaging.tables import deadlines, outbox

TASK_SIZE = 100
AT_ONCE = 500
LONGEST_WAIT = 60
GATHER = timedelta(milliseconds=150)
"""How long what is said to a busy hearer waits for company: less than a relay's longest pause."""
STOP_AFTER = timedelta(days=7)
"""A message this old is sent no more, and shown as stopped: its hearer would refuse it at 14 days."""

_NEED_NOT_LAST = text("SET LOCAL synchronous_commit = off")
_WAIT = func.least(func.power(2, outbox.c.sendings + 1), LONGEST_WAIT) * text("interval '1 second'")
"""2 s until the next sending, then 4, 8 … 60."""

Send = Callable[[str, str, int, Sequence[Envelope]], None]
"""(hearer, message name, version, envelopes): one task on the wire."""


def send_waiting(db: Database, send: Send, *, full: Collection[str] = (), busy: Collection[str] = ()) -> int:
    """Send what waits, and again what was not acknowledged in time; returns how many messages.

    The rows are marked in the transaction that sends them: a crash between the two sends a copy, which the inbox drops.
    Losing the mark costs a copy as well, so this is the one commit that need not wait for the disk.
    Hearers in ``full`` have too long a queue: their rows wait here. Those in ``busy`` have work lying in their queue:
    what they could not begin yet gathers a moment, so that one task of theirs carries more; and most likely what they
    have not acknowledged lies there, so they are sent no copies for a minute.
    """
    with db.session() as session, session.begin():
        session.execute(_NEED_NOT_LAST)
        rows = _take(session, full, busy)
        groups: dict[tuple[str, str, int], list[Envelope]] = defaultdict(list)
        for row in rows:
            groups[row.hearer, row.name, row.version].append(_envelope(row, db.service))
        for (hearer, name, version), envelopes in groups.items():
            for start in range(0, len(envelopes), TASK_SIZE):
                send(hearer, name, version, envelopes[start : start + TASK_SIZE])
        again = sum(1 for row in rows if row.sendings > 1)
        count(session, sent=len(rows) - again, resent=again)
        return len(rows)


def _take(session: Session, full: Collection[str], busy: Collection[str]) -> list[Row[Any]]:
    """Mark what is to be sent now, oldest first: found and marked by one statement, past what others have taken."""
    real = datetime.now(UTC)
    gathered = or_(outbox.c.hearer.not_in(busy), outbox.c.made_at < real - GATHER)
    unsent = and_(outbox.c.sendings == 0, outbox.c.hearer.not_in(full), gathered)
    patient = or_(outbox.c.hearer.not_in(busy), outbox.c.made_at < real - timedelta(seconds=LONGEST_WAIT))
    late = and_(outbox.c.sendings > 0, outbox.c.next_try_at <= real, outbox.c.hearer.not_in(full), patient)
    fresh = outbox.c.made_at > real - STOP_AFTER
    first = select(outbox.c.id).where(unsent, fresh).order_by(outbox.c.id).limit(AT_ONCE)
    again = select(outbox.c.id).where(late, fresh).order_by(outbox.c.next_try_at).limit(AT_ONCE)
    found = [query.with_for_update(skip_locked=True).cte() for query in (first, again)]
    mark = update(outbox).where(outbox.c.id.in_(union_all(*(select(ids.c.id) for ids in found))))
    marked = mark.values(sendings=outbox.c.sendings + 1, next_try_at=real + _WAIT).returning(outbox)
    return sorted(session.execute(marked), key=lambda row: row.id)


def _envelope(row: Row[Any], service: str) -> Envelope:
    return Envelope(
        mid=row.mid,
        name=row.name,
        version=row.version,
        sender=service,
        hearer=row.hearer,
        sending=row.sendings,
        case_id=row.case_id,
        causation=row.causation,
        correlation=row.correlation,
        made_at=row.made_at,
        office_at=row.office_at,
        body=row.body,
    )


def to_do(db: Database) -> tuple[bool, bool]:
    """Whether a relay has anything to fire, and to send: one statement, as it is asked day and night."""
    real = datetime.now(UTC)
    office = func.coalesce(select(office_clock.c.stands_at).scalar_subquery(), real)
    due = exists().where(deadlines.c.due_at <= office, deadlines.c.held_by.is_(None))
    unsent = exists().where(outbox.c.sendings == 0)
    late = exists().where(outbox.c.sendings > 0, outbox.c.next_try_at <= real)
    with db.lone_statement() as connection:
        fires, sends = connection.execute(select(due, or_(unsent, late))).one()
        return fires, sends


def settled(session: Session, at: datetime) -> bool:
    """Whether nothing is under way from this service, and nothing due at that office moment is left to do."""
    from shared.messaging.deadlines import next_due

    due = next_due(session)
    return session.scalar(select(outbox.c.id).limit(1)) is None and (due is None or due > at)
