"""The one engine of registration's workflows; each workflow's file makes itself known to it."""

from __future__ import annotations

from shared.contracts.registration import StepDue
from shared.workflow import Engine, Workflow

engine = Engine((), due=StepDue)


def known(workflow: Workflow) -> Workflow:
    """Let the engine move cases of this workflow; an older version stays known until its last case has ended."""
    engine.workflows[workflow.name, workflow.version] = workflow
    return workflow
