"""How a case ends: through its last step, undone before the line, forward behind it, or by an interrupt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from shared.contracts.base import Message
from shared.errors import Cause
from shared.messaging.outbox import publish
from shared.workflow.definition import Ask, Do, Path, Tell, Workflow
from shared.workflow.running import Batch, Running

Ending = tuple[Running, str, tuple[Cause, ...]]


def perform(batch: Batch, step: Do | Tell, cases: Sequence[Running]) -> None:
    """Do or tell it for these cases; what it answers stops nothing."""
    if isinstance(step, Do):
        step.act(batch.session, [case.data for case in cases])
    else:
        publish(batch.session, step.words(batch.session, [case.data for case in cases]))


def end(batch: Batch, workflow: Workflow, endings: Sequence[Ending]) -> None:
    """Note the end of these cases."""
    for case, way, causes in endings:
        batch.not_due(case)
        case.row.state, case.row.way = "ended", way
        case.row.label, case.row.due_at = "", None
        case.row.ended_at = case.row.changed_at = batch.moment.office
        batch.note(case, "ended", way, causes)
    if workflow.at_end and endings:
        workflow.at_end(batch.session, [(case.data, way) for case, way, _ in endings])
    too_late(batch, workflow, [case for case, _, _ in endings])


def fail(batch: Batch, workflow: Workflow, endings: Sequence[Ending]) -> None:
    """These cases end before their time: undone in reverse order, or behind the line only ended."""
    undone = [ending for ending in endings if not ending[0].row.past_no_way_back]
    undo(batch, workflow, [case for case, _, _ in undone])
    end(batch, workflow, endings)
    for step in workflow.when_undone:
        if undone:
            perform(batch, step, [case for case, _, _ in undone])


def undo(batch: Batch, workflow: Workflow, cases: Sequence[Running]) -> None:
    """Run what undoes the steps behind each case, last step first."""
    for number in range(len(workflow.steps) - 1, -1, -1):
        counter = workflow.steps[number].undo
        concerned = [case for case in cases if case.row.step > number]
        if counter and concerned:
            perform(batch, counter, concerned)
            for case in concerned:
                batch.note(case, "undone", counter.label)


def interrupt(batch: Batch, workflow: Workflow, cases: Sequence[Running]) -> list[Running]:
    """Take the way of an interrupt where one came; returns the cases that none concerns.

    A case that asked another service waits for the answer first: only what was answered can be undone, as there is no
    order between messages.
    """
    taken: dict[type[Message], list[Running]] = defaultdict(list)
    untouched: list[Running] = []
    for case in cases:
        asking = case.row.entered and isinstance(workflow.steps[case.row.step], Ask)
        event = None if asking else case.take(*workflow.interrupts)
        if event is None:
            untouched.append(case)
            continue
        taken[type(batch.used(event))].append(case)
        batch.note(case, "interrupted", event[1].name)
    for contract, group in taken.items():
        _leave(batch, workflow, workflow.interrupts[contract], group)
    return untouched


def _leave(batch: Batch, workflow: Workflow, path: Path, cases: Sequence[Running]) -> None:
    undo(batch, workflow, [case for case in cases if not case.row.past_no_way_back])
    for step in path.steps:
        perform(batch, step, cases)
        for case in cases:
            batch.note(case, "done", step.label)
    end(batch, workflow, [(case, path.way, ()) for case in cases])


def too_late(batch: Batch, workflow: Workflow, ended: Sequence[Running]) -> None:
    """Answer what came after the end; what has no named answer stays in the history as having come too late."""
    answered: dict[type[Message], list[tuple[Running, Message]]] = defaultdict(list)
    for case in ended:
        for entry in list(case.unused):
            case.unused.remove(entry)
            event = batch.used(entry)
            answered[type(event)].append((case, event))
            batch.note(case, "too_late", event.name)
    for contract, pairs in answered.items():
        answer = workflow.too_late.get(contract)
        if answer:
            answer(batch.session, [(case.data, event) for case, event in pairs])
