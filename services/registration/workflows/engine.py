"""The one engine of registration's workflows; each workflow's file makes itself known to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shared.contracts.registration import StepDue
from shared.workflow import Engine, Workflow
from shared.workflow.definition import Step

engine = Engine((), due=StepDue)


def known(workflow: Workflow) -> Workflow:
    """Let the engine move cases of this workflow; an older version stays known until its last case has ended."""
    engine.workflows[workflow.name, workflow.version] = workflow
    return workflow


def earlier(workflow: Workflow, version: int, without: set[str], other: Mapping[str, Step] | None = None) -> Workflow:
    """An earlier order of steps, for the cases that began by it: ``without`` these, by label, and with these others."""
    was = other or {}
    missing = (without | set(was)) - {step.label for step in workflow.steps}
    if missing:
        raise LookupError(f"{workflow.name} has no step {', '.join(sorted(missing))}")
    steps = tuple(was.get(step.label, step) for step in workflow.steps if step.label not in without)
    return known(replace(workflow, version=version, steps=steps))
