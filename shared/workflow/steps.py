"""What each word of a workflow does to the cases that stand at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contracts.base import Message
from shared.errors import Reason
from shared.messaging.outbox import publish
from shared.workflow.definition import (
    Ask,
    At,
    Await,
    Choose,
    Do,
    Ends,
    NoWayBack,
    Stay,
    Step,
    Take,
    Tell,
    Verdict,
    Verdicts,
    Workflow,
    takes_away,
)
from shared.workflow.endings import Ending, fail
from shared.workflow.running import Batch, Running, deadline_key, is_of_step

Due = type[Message]
Heard = tuple[Running, Message]


def proceed(batch: Batch, workflow: Workflow, due: Due, step: Step, cases: Sequence[Running]) -> list[Running]:
    """Run one step for the cases that stand at it; returns those that went on to the next."""
    match step:
        case Do() | Tell():
            return _perform(batch, workflow, step, cases)
        case NoWayBack():
            for running in cases:
                running.row.past_no_way_back = True
            return _move_on(batch, cases)
        case Ask():
            return _ask(batch, workflow, due, step, cases)
        case At():
            return _at(batch, due, step, cases)
        case Await():
            return _await(batch, workflow, due, step, cases)
        case Choose():
            return _choose(batch, workflow, due, step, cases)


def _perform(batch: Batch, workflow: Workflow, step: Do | Tell, cases: Sequence[Running]) -> list[Running]:
    skipped, concerned = _skips(step, cases)
    data = [case.data for case in concerned]
    verdicts: Verdicts = None
    if isinstance(step, Do):
        verdicts = step.act(batch.session, data) if data else None
    else:
        publish(batch.session, step.words(batch.session, data) if data else [])
    what = "done" if isinstance(step, Do) else "told"
    return _move_on(batch, skipped) + _judge(batch, workflow, step, concerned, verdicts, what)


def _judge(
    batch: Batch, workflow: Workflow, step: Step, cases: Sequence[Running], verdicts: Verdicts, what: str
) -> list[Running]:
    """Note the step, end the cases that a verdict ends, keep those that are to stay, move the others on."""
    said = verdicts or {}
    going: list[Running] = []
    ends: list[Ending] = []
    for case in cases:
        verdict: Verdict | None = said.get(case.case_id)
        if isinstance(verdict, Ends):
            ends.append((case, verdict.way, verdict.reasons))
        elif not isinstance(verdict, Stay):
            batch.note(case, what, step.label)
            going.append(case)
    moved = _move_on(batch, going)
    fail(batch, workflow, ends)
    return moved


def _move_on(batch: Batch, cases: Sequence[Running]) -> list[Running]:
    for case in cases:
        batch.at_step(case, case.row.step + 1, case.row.path)
    return list(cases)


def wait_until(batch: Batch, due: Due, step: Step, case: Running, until: datetime | None) -> None:
    """The case waits at this step from now on, until that moment if there is one."""
    row = case.row
    row.entered, row.label, row.due_at, row.changed_at = True, step.label, until, batch.moment.office
    batch.note(case, "waits", step.label, detail={"until": until.isoformat()} if until else None)
    if until is not None:
        kind = step.label.replace(" ", "_")
        batch.due(deadline_key(case), until, _due_message(due, case, until), kind, takes_away=takes_away(step))


def _due_message(due: Due, case: Running, at: datetime, *, facts: bool = False) -> Message:
    made: Any = due
    message: Message = made(case_id=case.case_id, step=case.row.step, at=at, facts=facts, path=case.row.path)
    return message


def _passed(batch: Batch, due: Due, case: Running) -> bool:
    """Take the deadline messages that have come; one of an earlier step, or of a moment since moved, means nothing."""
    while (entry := case.take(due)) is not None:
        message: Any = batch.used(entry)
        if not is_of_step(message, case):
            continue
        if message.facts:
            case.row.facts_overdue = True
        elif message.at == case.row.due_at:
            case.row.due_passed = True
    return case.row.due_passed


def _at(batch: Batch, due: Due, step: At, cases: Sequence[Running]) -> list[Running]:
    going = []
    for case in cases:
        moment = step.moment(case.data)
        waits = step.takes_away or moment > batch.moment.office
        if waits and case.row.due_at != moment:
            wait_until(batch, due, step, case, moment)
        # What takes something away acts by its deadline alone, which a long outage may hold (R13.1).
        if _passed(batch, due, case) or not waits:
            batch.note(case, "done", step.label)
            going.append(case)
    return _move_on(batch, going)


def _ask(batch: Batch, workflow: Workflow, due: Due, step: Ask, cases: Sequence[Running]) -> list[Running]:
    skipped, waiting = _skips(step, cases)
    new = [case for case in waiting if not case.row.entered]
    if new:
        publish(batch.session, step.words(batch.session, [case.data for case in new]))
        for case in new:
            wait_until(batch, due, step, case, batch.moment.office + step.within)
    refused: list[Ending] = []
    heard: list[Heard] = []
    for case in waiting:
        entry = case.take(*step.replies, step.refused_by)
        if entry is not None:
            event = batch.used(entry)
            if type(event) is step.refused_by:
                refused.append((case, step.refused_way, _causes(event)))
            else:
                heard.append((case, event))
        elif _passed(batch, due, case) and not case.row.unanswered:
            case.row.unanswered = True
            batch.note(case, "unanswered", step.label)
    fail(batch, workflow, refused)
    return _move_on(batch, skipped) + _take(batch, workflow, step, heard, step.takes)


def _skips(step: Do | Tell | Ask | Await | Choose, cases: Sequence[Running]) -> tuple[list[Running], list[Running]]:
    """The cases that this step does not concern, and those that wait at it."""
    skipped: list[Running] = []
    waiting: list[Running] = []
    for case in cases:
        skips = not case.row.entered and step.unless and step.unless(case.data)
        (skipped if skips else waiting).append(case)
    return skipped, waiting


def _causes(event: Message) -> tuple[Reason, ...]:
    codes, rules = getattr(event, "codes", ()), getattr(event, "rules", ())
    return tuple(Reason(code, rule) for code, rule in zip(codes, rules, strict=False))


def _take(batch: Batch, workflow: Workflow, step: Step, heard: Sequence[Heard], takes: Take | None) -> list[Running]:
    if not heard:
        return []
    verdicts = takes(batch.session, [(case.data, event) for case, event in heard]) if takes else None
    for case, event in heard:
        batch.note(case, "heard", event.name, detail=_dated(step, event))
    return _judge(batch, workflow, step, [case for case, _ in heard], verdicts, "done")


def _dated(step: Step, event: Message) -> dict[str, Any] | None:
    """The date of the event that counts, where the step names one and the event bears it."""
    if not isinstance(step, Await) or step.dated is None or type(event) is not step.events[0]:
        return None
    return {"dated": step.dated(event)}


def _choose(batch: Batch, workflow: Workflow, due: Due, step: Choose, cases: Sequence[Running]) -> list[Running]:
    skipped, waiting = _skips(step, cases)
    for case in waiting:
        if not case.row.entered:
            wait_until(batch, due, step, case, step.until(case.data) if step.until else None)
            if step.asks:
                publish(batch.session, step.asks(batch.session, [case.data]))
    heard, late = [], []
    for case in waiting:
        entry = case.take(step.decision, *step.settled_by)
        if entry is not None:
            heard.append((case, batch.used(entry)))
        elif _passed(batch, due, case):
            late.append(case)
    if step.insists:
        _insist(batch, step, late)
        return _move_on(batch, skipped) + _take(batch, workflow, step, heard, step.takes)
    if not step.else_way:
        return _move_on(batch, skipped + late) + _take(batch, workflow, step, heard, step.takes)
    fail(batch, workflow, [(case, step.else_way, ()) for case in late])
    return _move_on(batch, skipped) + _take(batch, workflow, step, heard, step.takes)


def _insist(batch: Batch, step: Choose, late: Sequence[Running]) -> None:
    """Nobody has decided in time: those above him are told, once, and the cases wait on (R13.1)."""
    silent = [case for case in late if not case.row.unanswered]
    for case in silent:
        case.row.unanswered = True
        batch.note(case, "unanswered", step.label)
    if step.insists and silent:
        publish(batch.session, step.insists(batch.session, [case.data for case in silent]))


def _await(batch: Batch, workflow: Workflow, due: Due, step: Await, cases: Sequence[Running]) -> list[Running]:
    skipped, waiting = _skips(step, cases)
    _enter_await(batch, due, step, [c for c in waiting if not c.row.entered])
    heard: list[Heard] = []
    late: list[Ending] = []
    for case in waiting:
        entry = case.take(*step.events)
        if entry is not None:
            heard.append((case, batch.used(entry)))
        elif _passed(batch, due, case) and _may_act(batch, step, case):
            late.append((case, step.else_way, ()))
    fail(batch, workflow, late)
    return _move_on(batch, skipped) + _take(batch, workflow, step, heard, step.takes)


def _enter_await(batch: Batch, due: Due, step: Await, cases: Sequence[Running]) -> None:
    for case in cases:
        wait_until(batch, due, step, case, step.until(case.data) if step.until else None)
    wait_for_facts(batch, due, step, cases)


def wait_for_facts(batch: Batch, due: Due, step: Await, cases: Sequence[Running]) -> None:
    """Set by when the facts should be known; where that is not known itself, nobody is asked to decide."""
    facts: dict[UUID, datetime] = {}
    if step.facts_by and cases:
        facts = dict(step.facts_by(batch.session, [case.data for case in cases]))
    for case in cases:
        key, at = deadline_key(case, facts=True), facts.get(case.case_id)
        if at is not None:
            batch.due(key, at, _due_message(due, case, at, facts=True))
        elif step.facts_by:
            batch.not_due_any_more(key)


def _may_act(batch: Batch, step: Await, case: Running) -> bool:
    """A deadline that takes something away acts only after the facts that could save the person are in (R13.1)."""
    if step.once is None:
        return True
    fact = case.take(step.once)
    if fact is not None:
        batch.used(fact)
        return True
    return step.overdue_facts is not None and case.row.facts_overdue and _decided(batch, step.overdue_facts, case)


def _decided(batch: Batch, chosen: Choose, case: Running) -> bool:
    """Whether the person who decides in place of the facts lets it lapse; he is asked, once."""
    if case.row.label != chosen.label:
        case.row.label = chosen.label
        batch.note(case, "waits", chosen.label)
        if chosen.asks:
            publish(batch.session, chosen.asks(batch.session, [case.data]))
    entry = case.take(chosen.decision)
    if entry is None:
        return False
    decision = batch.used(entry)
    batch.note(case, "heard", decision.name)
    return chosen.lapses is None or chosen.lapses(decision)


__all__ = ["proceed", "wait_for_facts", "wait_until"]
