"""Rehearsal: office time passes from one due moment to the next, each time only when all messages have arrived."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from sqlalchemy import func, select

from deploy.embedded.services import SERVICES
from shared.bell import wake
from shared.clock import ALMATY, office_clock, set_office, stands_at
from shared.db import Database
from shared.messaging.deadlines import next_due
from shared.messaging.outages import note
from shared.messaging.tables import deadlines, message_counts, outbox, parked

LOOK_EVERY, LOOK_SELDOM = 0.02, 0.25
MANY = 2000
"""Seconds between two looks grow by one with so many messages under way: looking must not stand in their way."""
UNCHANGED_FOR = 120.0


class Unquiet(Exception):
    """Messages wait, and nothing has moved for a long time."""


class Backwards(Exception):
    """The office clock goes forward only: what was due once has acted, and would not act again."""


@dataclass
class OfficeTime:
    """The office clocks of all services, moved together."""

    databases: Mapping[str, Database]

    def refuse_earlier(self, moment: datetime) -> None:
        """Backwards, if a clock stands at a later moment than this one (Almaty, unless it says otherwise)."""
        latest = self.stands_at()
        if latest is not None and _aware(moment) < latest:
            said = f"{latest.astimezone(ALMATY):%Y-%m-%d %H:%M}"
            raise Backwards(f"It is already {said} in the office, and its clock goes forward only.")

    def stands_at(self) -> datetime | None:
        """The latest moment at which a clock was made to stand; none if all run with the real one."""
        found = []
        for database in self.databases.values():
            with database.read() as session:
                found.append(stands_at(session))
        return max((moment for moment in found if moment is not None), default=None)

    def to(self, moment: datetime) -> list[datetime]:
        """Move to this moment (Almaty, unless it says otherwise); answers every moment at which something was due."""
        goal = _aware(moment)
        stops = []
        self.wait_until_quiet()
        while (due := self.next_due()) is not None and due <= goal:
            self.set(due)
            stops.append(due)
            self.wait_until_quiet()
        # Nothing is due by then, so nothing stirs: whoever acts next has nothing to wait for.
        self.set(goal)
        return stops

    def outage(self, since: datetime, until: datetime) -> None:
        """Nothing acts between these moments, as if all had been down; what takes something away is held (R13.1)."""
        since, until = _aware(since), _aware(until)
        self.to(since)
        for database in self.databases.values():
            with database.transaction() as session:
                note(session, since, until)
        self.set(until)
        self.wait_until_quiet()

    def set(self, moment: datetime) -> None:
        """Let every office clock stand at this moment, and have the relays look what is due."""
        for service, database in self.databases.items():
            with database.transaction() as session:
                set_office(session, moment)
            wake(service)

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
            if not all(at_rest(state) for state in seen.values()):
                under_way = sum(state["under_way"] for state in seen.values())
                time.sleep(min(LOOK_EVERY + under_way / MANY, LOOK_SELDOM))


def look(database: Database) -> dict[str, Any]:
    """What lies in a service's message tables, and whether a deadline has passed and waits for the relay.

    One statement: this is asked many times a second, beside those who do the work.
    """
    sent = message_counts.c.what.startswith("sent")
    with database.read() as session:
        row = session.execute(
            select(
                select(func.count()).select_from(outbox).scalar_subquery().label("under_way"),
                select(func.count()).where(parked.c.settled_at.is_(None)).scalar_subquery().label("parked"),
                select(func.sum(message_counts.c.number)).where(sent).scalar_subquery().label("sent"),
                select(func.min(deadlines.c.due_at))
                .where(deadlines.c.held_by.is_(None))
                .scalar_subquery()
                .label("due"),
                select(office_clock.c.stands_at).scalar_subquery().label("stands_at"),
            )
        ).one()
    seen = dict(row._mapping)
    due, stands_at = seen.pop("due"), seen.pop("stands_at")
    return seen | {"overdue": due is not None and due <= (stands_at or datetime.now(UTC))}


def at_rest(state: Mapping[str, Any]) -> bool:
    """Whether a service has nothing under way; what is parked waits for a person."""
    return not (state["under_way"] or state["overdue"])


def of_environment() -> OfficeTime:
    """The clocks of the instance that the environment names."""
    return OfficeTime({service: import_module(f"services.{service}.db").db for service in SERVICES})


def _aware(moment: datetime) -> datetime:
    """In Almaty, unless it says otherwise."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=ALMATY)).astimezone(UTC)
