"""A case stands by the number of its step: what was released keeps its order (design: Workflows)."""

from __future__ import annotations

import pytest

from services.registration.workflows.engine import engine
from shared.workflow import Workflow
from tests.contracts.write_steps import RECORDS, order_of, path_of, recorded

KNOWN = sorted(engine.workflows.values(), key=lambda workflow: (workflow.name, workflow.version))


@pytest.mark.parametrize("workflow", KNOWN, ids=lambda workflow: f"{workflow.name}-{workflow.version}")
def test_the_order_of_a_released_version_never_changes(workflow: Workflow) -> None:
    assert recorded(workflow) == order_of(workflow), "a changed order is a new version beside the old one"


def test_each_released_version_is_still_known() -> None:
    assert {path_of(workflow).name for workflow in KNOWN} == {path.name for path in RECORDS.glob("*.json")}


@pytest.mark.parametrize("workflow", KNOWN, ids=lambda workflow: f"{workflow.name}-{workflow.version}")
def test_no_two_steps_of_a_way_bear_one_label(workflow: Workflow) -> None:
    for steps in (workflow.steps, *(path.steps for path in workflow.interrupts.values())):
        assert len({step.label for step in steps}) == len(steps)
