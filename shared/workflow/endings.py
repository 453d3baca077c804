"""How a case ends: through its last step, undone before the line, forward behind it, or by an interrupt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from shared.contracts.base import Message
from shared.errors import Cause
from shared.messaging.outbox import publish
from shared.workflow.definition import Ask, Do, Tell, Workflow
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
    """These cases end before their time: undone in reverse order; behind the line, or on a path, only ended."""
    undone = [ending for ending in endings if not (ending[0].row.past_no_way_back or ending[0].row.path)]
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


def interrupt(batch: Batch, workflow: Workflow, cases: Sequence[Running]) -> tuple[list[Running], list[Running]]:
    """Put cases on the path of an interrupt where one came; returns those that none concerns, and those put.

    A case that asked another service waits for the answer first: only what was answered can be undone, as there is no
    order between messages.
    """
    taken: dict[type[Message], list[tuple[Running, Message]]] = defaultdict(list)
    untouched: list[Running] = []
    for case in cases:
        asking = case.row.entered and isinstance(workflow.steps[case.row.step], Ask)
        entry = None if asking else case.take(*workflow.ways_out(case.row.past_no_way_back))
        if entry is None:
            untouched.append(case)
            continue
        event = batch.used(entry)
        taken[type(event)].append((case, event))
        batch.note(case, "interrupted", event.name)
    for contract, group in taken.items():
        _leave(batch, workflow, contract, group)
    return untouched, [case for group in taken.values() for case, _ in group]


def _leave(batch: Batch, workflow: Workflow, contract: type[Message], said: Sequence[tuple[Running, Message]]) -> None:
    """Undo what was done, unless the money is in, and begin the path."""
    path, cases = workflow.interrupts[contract], [case for case, _ in said]
    if path.takes:
        path.takes(batch.session, [(case.data, event) for case, event in said])
    undo(batch, workflow, [case for case in cases if not case.row.past_no_way_back])
    for case in cases:
        batch.at_step(case, 0, path=contract.name)


def behind_the_line(batch: Batch, workflow: Workflow, cases: Sequence[Running]) -> None:
    """What leads out only before the line has come behind it: answered at once as what comes too late."""
    closed = {contract for contract, path in workflow.interrupts.items() if path.only_before}
    if closed:
        too_late(batch, workflow, [case for case in cases if case.row.past_no_way_back], closed)


def too_late(
    batch: Batch, workflow: Workflow, ended: Sequence[Running], only: Collection[type[Message]] | None = None
) -> None:
    """Answer what came after the end; what has no named answer stays in the history as having come too late."""
    answered: dict[type[Message], list[tuple[Running, Message]]] = defaultdict(list)
    for case in ended:
        for entry in [one for one in case.unused if only is None or type(one[1]) in only]:
            case.unused.remove(entry)
            event = batch.used(entry)
            answered[type(event)].append((case, event))
            batch.note(case, "too_late", event.name)
    for contract, pairs in answered.items():
        answer = workflow.too_late.get(contract)
        if answer:
            answer(batch.session, [(case.data, event) for case, event in pairs])
