"""How many messages were sent, sent again, and seen before: counted beside the work, for people who watch it."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared.messaging.tables import message_counts

SLOTS = 8
"""A count is spread over rows, so that those who count at once need not wait for each other."""


def count(session: Session, **numbers: int) -> None:
    """Add to the counts in the caller's transaction."""
    rows = [{"what": what, "number": number} for what, number in sorted(numbers.items()) if number]
    if not rows:
        return
    slot = session.scalar(text(f"SELECT pg_backend_pid() % {SLOTS}"))
    said = insert(message_counts)
    session.execute(
        said.on_conflict_do_update(
            index_elements=["what"], set_={"number": message_counts.c.number + said.excluded.number}
        ),
        [{**row, "what": f"{row['what']}:{slot}"} for row in rows],
    )


def counts(session: Session) -> dict[str, int]:
    """The totals by name: ``sent``, ``resent``, ``seen_before``."""
    totals = {"sent": 0, "resent": 0, "seen_before": 0}
    for what, number in session.execute(select(message_counts.c.what, message_counts.c.number)):
        totals[what.partition(":")[0]] += number
    return totals
