"""Dates that a case waits for have moved: each waiting step is asked again until when it waits (R13.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contracts.base import Message
from shared.workflow.definition import At, Await, Choose, Step
from shared.workflow.running import Batch, Running
from shared.workflow.steps import wait_for_facts, wait_until


def redue(batch: Batch, due: type[Message], step: Step, cases: Sequence[Running]) -> list[UUID]:
    """Set the deadlines of cases that wait at this step anew; a moved one is held by no outage. Says which moved."""
    waiting = [case for case in cases if case.row.entered]
    moved = []
    for case in waiting:
        until = _until(step, case.data)
        if until is not None and until != case.row.due_at:
            case.row.due_passed = case.row.facts_overdue = case.row.unanswered = False
            wait_until(batch, due, step, case, until)
            moved.append(case.case_id)
    if isinstance(step, Await) and step.facts_by:
        wait_for_facts(batch, due, step, [case for case in waiting if not case.row.facts_overdue])
    return moved


def _until(step: Step, case: Any) -> datetime | None:
    match step:
        case At():
            return step.moment(case)
        case Await() | Choose():
            return step.until(case) if step.until else None
        case _:
            return None
