"""Every way of every workflow as one page, drawn from the definitions: `python -m deploy.ways` writes it anew."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path as File

import services.registration.tasks  # noqa: F401 - makes the workflows known to their engine
from services.registration.workflows.engine import engine
from shared.contracts.base import Message
from shared.contracts.registration import SummerEnd
from shared.workflow import Ask, At, Await, Choose, Path, Tell, Workflow, no_way_back
from shared.workflow.definition import Step, awaited

PAGE = File(__file__).parent.parent / "docs" / "ways.md"
HEAD = """# Every way that a case can take

Drawn from the workflows' definitions by `python -m deploy.ways`; a test holds this page to them. Rounded: the case
waits for a message. Six corners: a person decides. Slanted: it waits for a moment.
Behind *no way back* nothing is undone. The page of each case draws the same, with what it has gone through.
"""


def page() -> str:
    """The whole page: each workflow's newest version, then every end of a summer case with its rule."""
    newest = {name: workflow for (name, _), workflow in sorted(engine.workflows.items())}
    drawn = [part for workflow in newest.values() for part in _workflow(workflow)]
    return "\n".join([HEAD, *drawn, *_ends()]) + "\n"


def _workflow(workflow: Workflow) -> Iterator[str]:
    yield f"## {workflow.name}, version {workflow.version}\n"
    yield from _picture(workflow.steps, "its way ends")
    for path, contracts in _paths(workflow):
        yield "Out of it, from any step: " + ", ".join(f"`{contract.name}`" for contract in contracts) + "\n"
        yield from _picture(path.steps, path.way if isinstance(path.way, str) else "as the case says")
    if told := [*workflow.too_late]:
        yield "After the end is still heard: " + ", ".join(f"`{contract.name}`" for contract in told) + "\n"


def _paths(workflow: Workflow) -> Sequence[tuple[Path, Sequence[type[Message]]]]:
    found: dict[int, tuple[Path, list[type[Message]]]] = {}
    for contract, path in workflow.interrupts.items():
        found.setdefault(id(path), (path, []))[1].append(contract)
    return list(found.values())


def _picture(steps: Sequence[Step], end: str) -> Iterator[str]:
    yield "```mermaid\nflowchart TD"
    for number, step in enumerate(steps):
        yield f"    s{number}{_box(step)}"
        yield f"    s{number} --> {f's{number + 1}' if number + 1 < len(steps) else 'done'}"
        if way := _else(step):
            yield f"    s{number} -. else .-> e{number}[[{way}]]"
    yield f"    done[[{end}]]\n```\n"


def _box(step: Step) -> str:
    undone = f"<br><i>undone: {step.undo.label}</i>" if step.undo else ""
    where = "<br><i>where it concerns the case</i>" if getattr(step, "unless", None) else ""
    heard = "".join(f"<br>{contract.name}" for contract in sorted(awaited(step), key=lambda one: one.name))
    text = f'"{step.label}{heard}{where}{undone}"'
    match step:
        case Ask() | Await():
            return f"({text})"
        case Choose():
            return f"{{{{{text}}}}}"
        case At():
            return f"[/{text}/]"
        case Tell():
            return f">{text}]"
        case _:
            return f"[[{text}]]" if step is no_way_back else f"[{text}]"


def _else(step: Step) -> str:
    match step:
        case Ask():
            return step.refused_way
        case Await() | Choose():
            return step.else_way
        case _:
            return ""


def _ends() -> Iterator[str]:
    """Each member of the enum with the words that stand under it in the contract."""
    yield "## How a summer case can end\n\n| end | what it means |\n|---|---|"
    for way, said in zip(SummerEnd, _words(), strict=True):
        yield f"| `{way.value}` | {said} |"


def _words() -> Iterator[str]:
    enum = ast.parse(inspect.getsource(SummerEnd)).body[0]
    assert isinstance(enum, ast.ClassDef)
    for node in enum.body[1:]:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
