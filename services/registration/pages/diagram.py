"""The ways of a case as a picture, drawn from the workflow's definition: done, now, to come, and the ways out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.registration.pages.case_view import event_text, step_text
from shared.contracts.base import Message
from shared.web import t
from shared.workflow import Ask, Await, Choose, Path, Workflow, no_way_back
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
    """A way: its steps in order; of a way out, which events open it."""

    boxes: Sequence[Box]
    opened_by: Sequence[str] = ()
    is_taken: bool = False

    @property
    def height(self) -> int:
        return len(self.boxes) * (HEIGHT + GAP)


def way_of(workflow: Workflow, case: Case) -> Drawing:
    """Every step of the main way in order, as this case has gone through it."""
    return Drawing(_boxes(workflow.steps, case, path=""))


def ways_out(workflow: Workflow, case: Case) -> Iterator[Drawing]:
    """What may take a case out of it at any step, and what follows; interrupts that do the same stand together."""
    for path, contracts in _paths(workflow):
        taken = next((contract.name for contract in contracts if contract.name == case.path), "")
        yield Drawing(_boxes(path.steps, case, path=taken or "?"), [event_text(c.name) for c in contracts], bool(taken))


def _paths(workflow: Workflow) -> Sequence[tuple[Path, Sequence[type[Message]]]]:
    found: dict[int, tuple[Path, list[type[Message]]]] = {}
    for contract, path in workflow.interrupts.items():
        found.setdefault(id(path), (path, []))[1].append(contract)
    return list(found.values())


def _boxes(steps: Sequence[Step], case: Case, path: str) -> list[Box]:
    return [
        Box(
            y=number * (HEIGHT + GAP),
            text=step_text("no_way_back" if step is no_way_back else step.label),
            kind=type(step).__name__,
            state=_state(number, case, path),
            notes=list(_notes(step)),
        )
        for number, step in enumerate(steps)
    ]


def _state(number: int, case: Case, path: str) -> str:
    """Which steps of the main way a case had done when it left it, its history tells."""
    if path != case.path:
        return "later"
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
