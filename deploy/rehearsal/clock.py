"""The office clock of a rehearsal: it moves from due moment to due moment, and only when all is quiet."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import DBAPIError

from deploy.embedded.databases import SERVICES
from deploy.rehearsal.reader import Reader
from shared.clock import set_office
from shared.db import Database
from shared.messaging.outbox import wake

# One statement, so one snapshot: a message under way is always a row of some outbox in it.
_UNDER_WAY = " UNION ALL ".join(
    f"SELECT '{s}' AS service, count(*) AS rows, (SELECT min(due_at) FROM {s}.deadlines) AS due FROM {s}.outbox"
    for s in SERVICES
)
PAUSE = 0.02


class NeverQuiet(Exception):
    """Messages stay under way although nothing new is asked: something is stuck."""


class OfficeClock:
    """Sets the clock of all four services, and waits for them."""

    def __init__(self, databases: Mapping[str, Database], reader: Reader, patience: float = 180.0) -> None:
        self.databases, self.reader, self.patience = databases, reader, patience
        self.at: datetime | None = None
        self.on_pause: Callable[[], None] = lambda: None

    def to(self, moment: datetime) -> None:
        """Let office time pass until this moment: every deadline on the way acts at its own time."""
        while True:
            due = self.quiet()
            at = moment if due is None or due > moment else max(due, self.at or due)
            if self.at is None or at > self.at:
                self._set(at)
            if at >= moment:
                self.quiet()
                return

    def quiet(self) -> datetime | None:
        """Wait until every outbox is acknowledged and nothing is due; returns the next due moment."""
        deadline = time.monotonic() + self.patience
        while True:
            rows = self.reader.rows(_UNDER_WAY)
            dues = [row["due"] for row in rows if row["due"] is not None]
            overdue = self.at is not None and any(due <= self.at for due in dues)
            if not overdue and not any(row["rows"] for row in rows):
                return min(dues, default=None)
            if time.monotonic() > deadline:
                raise NeverQuiet(_stuck(rows))
            self.on_pause()
            time.sleep(PAUSE)

    def _set(self, at: datetime) -> None:
        self.at = at
        for service, db in self.databases.items():
            _insist(lambda db=db: _set_one(db, at))  # type: ignore[misc]
            wake(service)


def _set_one(db: Database, at: datetime) -> None:
    with db.transaction() as session:
        set_office(session, at)


def _insist(act: Callable[[], None], patience: float = 60.0) -> None:
    """The database may be down for a moment; setting a clock twice does no harm."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return act()
        except DBAPIError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _stuck(rows: list[dict[str, Any]]) -> str:
    return ", ".join(f"{row['service']}: {row['rows']} messages" for row in rows if row["rows"]) or "deadlines do not act"
