"""The engine: moves lists of cases along their workflow, in the transaction of what moved them.

Events are stored with their case before anything else, so one that comes before its step is remembered; the rows of the
cases are locked in the order of their ids, so two that race come one after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.clock import now
from shared.contracts.base import Message
from shared.identity.asking import asking_of
from shared.messaging.celery import ServiceCelery
from shared.workflow import running as hand
from shared.workflow.definition import Workflow
from shared.workflow.endings import behind_the_line, end, interrupt, too_late
from shared.workflow.redue import redue
from shared.workflow.running import Batch, Running
from shared.workflow.steps import proceed
from shared.workflow.tables import Case


class Engine:
    """The workflows of one service. ``due`` is the service's own contract ``StepDue``."""

    def __init__(self, workflows: Iterable[Workflow], due: type[Message]) -> None:
        self.due = due
        self.workflows = {(w.name, w.version): w for w in workflows}

    def listen(self, celery: ServiceCelery) -> None:
        """Hear everything that a case of any of these workflows may be told."""
        for contract in sorted(self.hears(), key=lambda c: c.name):
            celery.handles(contract)(lambda events, session: self.deliver(session, events))

    def hears(self) -> set[type[Message]]:
        return {self.due}.union(*(w.hears() for w in self.workflows.values()))

    def begin(self, session: Session, workflow: Workflow, data: Sequence[Any]) -> None:
        """Begin a case for each of these rows (already added to the session), and run it as far as it goes."""
        session.flush()
        moment = now(session)
        rows = [
            Case(
                case_id=item.case_id,
                workflow=workflow.name,
                version=workflow.version,
                correlation=asking_of(session, item.case_id).correlation,
                began_at=moment.office,
                changed_at=moment.office,
                state="running",
                path="",
                step=0,
                label="",
                entered=False,
            )
            for item in data
        ]
        session.add_all(rows)
        session.flush()
        batch = Batch(session)
        cases = [Running(row, item) for row, item in zip(rows, data, strict=True)]
        for case in cases:
            batch.note(case, "began", workflow.name)
        self._run(batch, workflow, cases)
        batch.write()

    def deliver(self, session: Session, events: Sequence[Message]) -> None:
        """Say these to their cases.

        Raises LookupError for a case that is not there: an event of a case comes after it, so this is a fault to see.
        """
        ids = sorted({_case_of(event) for event in events})
        rows = hand.lock(session, ids)
        if len(rows) < len(ids):
            raise LookupError(f"no case {', '.join(str(i) for i in set(ids) - {r.case_id for r in rows})}")
        hand.store(session, events)
        self._wake(session, rows)

    def hold(self, session: Session, case_ids: Iterable[UUID]) -> None:
        """Keep these cases still until the end of the transaction: what is said to them meanwhile comes after it."""
        hand.lock(session, sorted(case_ids))

    def redue(self, session: Session, case_ids: Iterable[UUID]) -> list[UUID]:
        """Ask each waiting step of these cases again until when it waits, and move its deadline; says which moved."""
        session.flush()
        rows = [row for row in hand.lock(session, sorted(case_ids)) if row.state == "running"]
        batch, moved = Batch(session), list[UUID]()
        by_place: dict[tuple[str, int, str, int], list[Case]] = defaultdict(list)
        for row in rows:
            by_place[row.workflow, row.version, row.path, row.step].append(row)
        for (name, version, path, number), mine in by_place.items():
            workflow = self.workflows[name, version]
            data = _data(session, workflow, mine)
            step = workflow.steps_of(path)[number]
            moved += redue(batch, self.due, step, [Running(row, data[row.case_id]) for row in mine])
        batch.write()
        return moved

    def _wake(self, session: Session, rows: Sequence[Case]) -> None:
        waiting = hand.unused(session, [row.case_id for row in rows])
        by_workflow: dict[tuple[str, int], list[Case]] = defaultdict(list)
        for row in rows:
            by_workflow[row.workflow, row.version].append(row)
        batch = Batch(session)
        for key, mine in by_workflow.items():
            workflow = self.workflows[key]
            data = _data(session, workflow, mine)
            self._run(batch, workflow, [Running(r, data[r.case_id], waiting.get(r.case_id, [])) for r in mine])
        batch.write()

    def _run(self, batch: Batch, workflow: Workflow, cases: Sequence[Running]) -> None:
        """Interrupts first, then step by step, all cases of a step together, until every case waits or has ended.

        A case on the path of an interrupt takes no other: that stays unused, and is answered at the end as too late.
        """
        for case in cases:
            self._drop_stale(batch, case)
        too_late(batch, workflow, [case for case in cases if case.row.state == "ended"])
        active = [case for case in cases if case.row.state == "running"]
        while active:
            by_place: dict[tuple[str, int], list[Running]] = defaultdict(list)
            for case in active:
                by_place[case.row.path, case.row.step].append(case)
            active = []
            for (path, number), group in sorted(by_place.items()):
                steps = workflow.steps_of(path)
                if number == len(steps):
                    end(batch, workflow, [(case, workflow.way_of(path, case.data), ()) for case in group])
                else:
                    behind_the_line(batch, workflow, group)
                    going, leaving = (group, []) if path else interrupt(batch, workflow, group)
                    active += leaving
                    active += proceed(batch, workflow, self.due, steps[number], going) if going else []

    def _drop_stale(self, batch: Batch, case: Running) -> None:
        """A deadline of a step that is over means nothing any more."""
        for entry in [e for e in case.unused if type(e[1]) is self.due]:
            due: Any = entry[1]
            if case.row.state == "ended" or not hand.is_of_step(due, case):
                case.unused.remove(entry)
                batch.used(entry)


def _case_of(event: Message) -> UUID:
    case: UUID = event.case_id  # type: ignore[attr-defined]
    return case


def _data(session: Session, workflow: Workflow, rows: Sequence[Case]) -> dict[UUID, Any]:
    ids = [row.case_id for row in rows]
    query = select(workflow.case).where(workflow.case.case_id.in_(ids)).execution_options(populate_existing=True)
    return {item.case_id: item for item in session.scalars(query)}
