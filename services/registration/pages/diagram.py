"""The way of a case as a picture, drawn from the workflow's definition: what is done, now, and to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.registration.pages.case_view import step_text
from shared.web import t
from shared.workflow import Ask, Await, Choose, Workflow, no_way_back
from shared.workflow.definition import Step
from shared.workflow.tables import Case

HEIGHT, GAP, WIDTH = 40, 16, 640


@dataclass(frozen=True, slots=True)
class Box:
    """A step: its place in the picture, its state, what undoes it, how the case may end there."""

    y: int
    text: str
    kind: str
    state: str
    notes: Sequence[str]

    @property
    def is_line(self) -> bool:
        """The line behind which nothing is undone."""
        return self.kind == "NoWayBack"


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture."""

    boxes: Sequence[Box]

    @property
    def height(self) -> int:
        return len(self.boxes) * (HEIGHT + GAP)


def way_of(workflow: Workflow, case: Case) -> Drawing:
    """Every step of the workflow in order, as this case has gone through it."""
    return Drawing(
        [
            Box(
                y=number * (HEIGHT + GAP),
                text=step_text("no_way_back" if step is no_way_back else step.label),
                kind=type(step).__name__,
                state=_state(number, case),
                notes=list(_notes(step)),
            )
            for number, step in enumerate(workflow.steps)
        ]
    )


def _state(number: int, case: Case) -> str:
    if number < case.step:
        return "done"
    return "now" if number == case.step and case.state == "running" else "later"


def _notes(step: Step) -> Sequence[str]:
    notes = []
    if step.undo is not None:
        notes.append(t("case.undo", step=step_text(step.undo.label)))
    way = step.refused_way if isinstance(step, Ask) else step.else_way if isinstance(step, Await | Choose) else ""
    if way:
        notes.append(t("case.ends", way=t(f"status.{way}")))
    return notes
