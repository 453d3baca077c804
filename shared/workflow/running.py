"""The cases in hand during one transaction: their rows, what was said to them, and the history being written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shared.clock import now
from shared.contracts.base import Message
from shared.db import add_all
from shared.errors import Cause
from shared.identity.asking import asking_of
from shared.messaging.codec import body_of, load
from shared.messaging.deadlines import Due, schedule, unschedule
from shared.workflow.tables import Case, CaseEvent, CaseHistory


@dataclass(slots=True, eq=False)
class Running:
    """One case in hand: the engine's row, the service's own row, and events that no step has taken yet."""

    row: Case
    data: Any
    unused: list[tuple[int, Message]] = field(default_factory=list)

    @property
    def case_id(self) -> UUID:
        return self.row.case_id

    def take(self, *contracts: type[Message] | None) -> tuple[int, Message] | None:
        """The earliest unused event of one of these contracts, taken out."""
        for entry in self.unused:
            if type(entry[1]) in contracts:
                self.unused.remove(entry)
                return entry
        return None


class Batch:
    """What one call of the engine gathers, so that it is written in a few statements at the end."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.moment = now(session)
        self._history: list[dict[str, Any]] = []
        self._used: list[int] = []
        self._dues: list[Due] = []
        self._not_due: list[str] = []

    def note(
        self,
        running: Running,
        what: str,
        label: str,
        causes: Iterable[Cause] = (),
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """A line of the case's history."""
        causes = tuple(causes)
        said: dict[str, Any] = {key: str(value) for key, value in (detail or {}).items()}
        if causes:
            said["reasons"] = [{"code": c.code, "rule": c.rule, "params": dict(c.params)} for c in causes]
        actor = asking_of(self.session, running.case_id).actor
        self._history.append(
            {
                "case_id": running.case_id,
                "at": self.moment.office,
                "recorded_at": self.moment.real,
                "what": what,
                "label": label,
                "detail": said or None,
                "rules": ", ".join(sorted({c.rule for c in causes})) or None,
                "by": actor.person_id if actor else None,
            }
        )

    def used(self, event: tuple[int, Message]) -> Message:
        self._used.append(event[0])
        return event[1]

    def due(self, key: str, at: datetime, message: Message, kind: str = "", *, takes_away: bool = False) -> None:
        self._dues.append(Due(at=at, message=message, key=key, takes_away=takes_away, kind=kind))

    def not_due(self, running: Running) -> None:
        """The step is over: its deadlines are taken back."""
        if running.row.due_at is not None or running.row.entered:
            self._not_due += [_key(running, facts) for facts in (False, True)]

    def not_due_any_more(self, key: str) -> None:
        """One deadline of a step that goes on is taken back."""
        self._not_due.append(key)

    def at_step(self, running: Running, number: int, path: str) -> None:
        """The case stands there from now on; what it waited for before is over."""
        self.not_due(running)
        row = running.row
        row.path, row.step = path, number
        row.entered = row.due_passed = row.facts_overdue = row.unanswered = False
        row.due_at, row.label = None, ""
        row.changed_at = self.moment.office

    def write(self) -> None:
        session = self.session
        session.flush()
        set_here = {due.key for due in self._dues}
        unschedule(session, [key for key in self._not_due if key not in set_here])
        gone = set(self._not_due)
        schedule(session, [due for due in self._dues if due.key not in gone])
        if self._used:
            marked = update(CaseEvent).where(CaseEvent.id.in_(self._used)).values(used_at=self.moment.real)
            session.execute(marked, execution_options={"synchronize_session": False})
        add_all(session, CaseHistory, self._history)


def _key(running: Running, facts: bool) -> str:
    place = f"{running.row.path}:{running.row.step}" if running.row.path else str(running.row.step)
    return f"case:{running.case_id}:{place}{':facts' if facts else ''}"


def is_of_step(due: Any, running: Running) -> bool:
    """Whether a deadline is of the step at which the case stands; one of an earlier step or path means nothing."""
    here: bool = (due.path, due.step) == (running.row.path, running.row.step)
    return here


def deadline_key(running: Running, *, facts: bool = False) -> str:
    """The name of the deadline of the step at which a case stands."""
    return _key(running, facts)


def lock(session: Session, case_ids: Sequence[UUID]) -> list[Case]:
    """The engine's rows of these cases, locked in the order of their ids."""
    query = select(Case).where(Case.case_id.in_(case_ids)).order_by(Case.case_id).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))


def store(session: Session, events: Sequence[Message]) -> None:
    """Keep what was said to cases, on arrival."""
    moment = now(session).real
    add_all(
        session,
        CaseEvent,
        [
            {
                "case_id": event.case_id,  # type: ignore[attr-defined]
                "name": event.name,
                "message_version": event.version,
                "body": body_of(event),
                "arrived_at": moment,
            }
            for event in events
        ],
    )


def unused(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, list[tuple[int, Message]]]:
    """What was said to these cases and taken by no step yet, in the order of arrival."""
    query = (
        select(CaseEvent)
        .where(CaseEvent.case_id.in_(case_ids), CaseEvent.used_at.is_(None))
        .order_by(CaseEvent.id)
        .with_for_update()
    )
    found: dict[UUID, list[tuple[int, Message]]] = {}
    for row in session.scalars(query):
        event = load(row.name, row.message_version, row.body)
        found.setdefault(row.case_id, []).append((row.id, event))
    return found
