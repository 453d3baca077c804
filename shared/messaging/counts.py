"""How many messages were sent, sent again, and seen before: counted beside the work, for people who watch it."""

from __future__ import annotations

from sqlalchemy import String, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared.messaging.tables import message_counts

SLOTS = 8
"""A count is spread over rows, so that those who count at once need not wait for each other."""

_slot = func.concat(bindparam("name", type_=String), ":", func.pg_backend_pid() % SLOTS)
_said = insert(message_counts).values(what=_slot, number=bindparam("added"))
_ADD = _said.on_conflict_do_update(
    index_elements=["what"], set_={"number": message_counts.c.number + _said.excluded.number}
)


def count(session: Session, **numbers: int) -> None:
    """Add to the counts in the caller's transaction."""
    rows = [{"name": what, "added": number} for what, number in sorted(numbers.items()) if number]
    if rows:
        session.execute(_ADD, rows)


def counts(session: Session) -> dict[str, int]:
    """The totals by name: ``sent``, ``resent``, ``seen_before``."""
    totals = {"sent": 0, "resent": 0, "seen_before": 0}
    for what, number in session.execute(select(message_counts.c.what, message_counts.c.number)):
        totals[what.partition(":")[0]] += number
    return totals
