"""`python -m tests.contracts.write_steps`: write the order of steps of each workflow's version that has none yet.

Cases stand by the number of their step, so the order of a released version never changes: another is a new version
beside it. What stands in a record is never written again; a way out that was added is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import services.registration.tasks  # noqa: F401 - makes the workflows known to their engine
from services.registration.workflows.engine import engine
from shared.workflow import Workflow
from shared.workflow.definition import Step

RECORDS = Path(__file__).parent / "steps"


def order_of(workflow: Workflow) -> dict[str, Any]:
    """The steps of the main way and of each way out, in words."""
    paths = sorted(workflow.interrupts.items(), key=lambda item: item[0].name)
    return {
        "steps": [_words(step) for step in workflow.steps],
        "paths": {contract.name: [_words(step) for step in path.steps] for contract, path in paths},
    }


def _words(step: Step) -> str:
    return f"{type(step).__name__}: {step.label}"


def path_of(workflow: Workflow) -> Path:
    """Where its order is recorded."""
    return RECORDS / f"{workflow.name}.v{workflow.version}.json"


def recorded(workflow: Workflow) -> dict[str, Any]:
    """The order that was released, or nothing."""
    path = path_of(workflow)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


if __name__ == "__main__":
    RECORDS.mkdir(exist_ok=True)
    for each in engine.workflows.values():
        now, before = order_of(each), recorded(each)
        kept = {"steps": before.get("steps", now["steps"]), "paths": {**now["paths"], **before.get("paths", {})}}
        path_of(each).write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
