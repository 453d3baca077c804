"""Deadlines that wait for the chairman, by service and kind, and the register of his releases (R13.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.registration.models.deadlines import DeadlineRelease, HeldDeadlines
from services.registration.models.people import Person


@dataclass(frozen=True, slots=True)
class HeldKind:
    """So many deadlines of one kind in one service, the first and the last of them."""

    service: str
    what: str
    number: int
    since: datetime
    until: datetime


def waiting(session: Session) -> list[HeldKind]:
    """What waits now, as each service told last."""
    rows = session.scalars(select(HeldDeadlines).order_by(HeldDeadlines.service))
    return [
        HeldKind(
            row.service, one["kind"], one["number"],
            datetime.fromisoformat(one["since"]), datetime.fromisoformat(one["until"]),
        )
        for row in rows
        for one in row.held
    ]  # fmt: skip


def releases() -> Select[*tuple[Any, ...]]:
    """Each act: who let what act, when, why."""
    return select(
        DeadlineRelease.released_at,
        DeadlineRelease.recorded_at,
        DeadlineRelease.service,
        DeadlineRelease.kind.label("what"),
        DeadlineRelease.number,
        DeadlineRelease.since,
        DeadlineRelease.through,
        DeadlineRelease.why,
        (Person.surname + " " + Person.given_name).label("by"),
    ).outerjoin(Person, Person.person_id == DeadlineRelease.recorded_by)
