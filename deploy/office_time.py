"""Rehearsal: office time passes from one due moment to the next, each time only when all messages have arrived."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from deploy.embedded.services import SERVICES
from shared.clock import ALMATY, now, set_office
from shared.db import Database
from shared.messaging.deadlines import next_due
from shared.messaging.state import message_state

LOOK_EVERY = 0.02
UNCHANGED_FOR = 120.0
WATCHED = ("waiting", "unacknowledged", "parked", "sent")
"""Sending again is no progress."""


class Unquiet(Exception):
    """Messages wait, and nothing has moved for a long time."""


@dataclass
class OfficeTime:
    """The office clocks of all services, moved together."""

    databases: Mapping[str, Database]

    def to(self, moment: datetime) -> list[datetime]:
        """Move to this moment (Almaty, unless it says otherwise); answers every moment at which something was due."""
        goal = (moment if moment.tzinfo else moment.replace(tzinfo=ALMATY)).astimezone(UTC)
        stops = []
        self.wait_until_quiet()
        while (due := self.next_due()) is not None and due <= goal:
            self.set(due)
            stops.append(due)
            self.wait_until_quiet()
        self.set(goal)
        self.wait_until_quiet()
        return stops

    def set(self, moment: datetime) -> None:
        """Let every office clock stand at this moment."""
        for database in self.databases.values():
            with database.transaction() as session:
                set_office(session, moment)

    def next_due(self) -> datetime | None:
        """The earliest moment at which any service has something to do by itself."""
        found = []
        for database in self.databases.values():
            with database.read() as session:
                found.append(next_due(session))
        return min((due for due in found if due is not None), default=None)

    def wait_until_quiet(self) -> None:
        """Wait until no outbox holds anything twice in a row, and nothing moved between: so no message slipped past."""
        before: dict[str, Any] = {}
        changed_at = time.monotonic()
        while True:
            seen = {service: look(database) for service, database in self.databases.items()}
            if seen == before and all(at_rest(state) for state in seen.values()):
                return
            if seen != before:
                changed_at = time.monotonic()
            elif time.monotonic() - changed_at > UNCHANGED_FOR:
                raise Unquiet(f"Nothing has moved for {UNCHANGED_FOR:.0f} s, and messages wait: {seen}")
            before = seen
            time.sleep(LOOK_EVERY)


def look(database: Database) -> dict[str, Any]:
    """What lies in a service's message tables, and whether a deadline has passed and waits for the relay."""
    with database.read() as session:
        due = next_due(session)
        state = message_state(session)
        overdue = due is not None and due <= now(session).office
        return {name: state[name] for name in WATCHED} | {"overdue": overdue}


def at_rest(state: Mapping[str, Any]) -> bool:
    """Whether a service has nothing under way; what is parked waits for a person."""
    return not (state["waiting"] or state["unacknowledged"] or state["overdue"])


def of_environment() -> OfficeTime:
    """The clocks of the instance that the environment names."""
    return OfficeTime({service: import_module(f"services.{service}.db").db for service in SERVICES})
