"""Whoever is refused reads in his language what is wrong and what he can do: no reason without a remedy (R3.8)."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from deploy.embedded.services import SERVICES
from shared.i18n import texts
from shared.migrations import ROOT

EXPLAINING = ("matching.py", "routing.py", "classes.py", "look_alikes.py")
"""They say why a line of a statement went where it went (R14.2); nobody is refused by them."""

MADE_AT_RUN_TIME: dict[str, tuple[str, ...]] = {
    "f'{what}_missing'": ("attestation_missing", "exam_missing"),
    "f'line_is_{item.kind}'": ("line_is_lump", "line_is_choice"),
}
"""Codes that are put together, with what can come of it; every other code stands in the source as it is."""

PASSED_ON = ("reason.code", "r['code']")
"""A reason that is there already, shown or told again."""


def modules(service: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / "services" / service).rglob("*.py")):
        if path.name not in EXPLAINING and "migrations" not in path.parts:
            yield path, ast.parse(path.read_text("utf-8"))


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name:
            yield node


def code_of(call: ast.Call) -> ast.expr | None:
    named = (keyword.value for keyword in call.keywords if keyword.arg == "code")
    return call.args[0] if call.args else next(named, None)


def constants(value: ast.expr | None) -> list[str]:
    """The texts that an expression can be: one, or both sides of a choice."""
    if isinstance(value, ast.IfExp):
        return [*constants(value.body), *constants(value.orelse)]
    return [value.value] if isinstance(value, ast.Constant) and isinstance(value.value, str) else []


def makers(trees: Iterable[ast.Module]) -> dict[str, int]:
    """Functions (and classes) that make a reason of a code handed to them, with its place among their arguments."""
    found: dict[str, int] = {}
    for tree in trees:
        for scope in ast.walk(tree):
            if not isinstance(scope, ast.FunctionDef):
                continue
            names = [argument.arg for argument in scope.args.args if argument.arg != "self"]
            if "code" in names and any(_is_code(code_of(call)) for call in calls(scope, "Reason")):
                found[scope.name] = names.index("code")
    return found


def _is_code(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Name) and value.id == "code"


def handed_on(trees: Iterable[ast.Module], names: dict[str, int]) -> Iterator[str]:
    for tree in trees:
        for name, place in names.items():
            for call in calls(tree, name):
                yield from constants(call.args[place] if len(call.args) > place else None)


def chosen(tree: ast.Module) -> Iterator[str]:
    """What is set as a code before a reason is made of it: by an assignment, or by a loop over pairs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(_is_code(target) for target in node.targets):
            yield from constants(node.value)
        if isinstance(node, ast.For) and isinstance(node.target, ast.Tuple) and isinstance(node.iter, ast.Tuple):
            places = [nth for nth, target in enumerate(node.target.elts) if _is_code(target)]
            rows = [row for row in node.iter.elts if isinstance(row, ast.Tuple)]
            yield from (code for row in rows for place in places for code in constants(row.elts[place]))


def codes(service: str) -> tuple[set[str], list[str]]:
    """Every code that a service can refuse with, and the places where that can't be told."""
    known, unclear = set[str](), []
    trees = list(modules(service))
    for path, tree in trees:
        if any(_is_code(code_of(call)) for call in calls(tree, "Reason")):
            known.update(chosen(tree))
        for call in calls(tree, "Reason"):
            value = code_of(call)
            written = ast.unparse(value) if value else ""
            found = constants(value) or MADE_AT_RUN_TIME.get(written, ())
            known.update(found)
            if not found and not _is_code(value) and written not in PASSED_ON:
                unclear.append(f"{path.relative_to(ROOT)}:{call.lineno} {written}")
    only = [tree for _, tree in trees]
    known.update(handed_on(only, makers(only)))
    return known, unclear


@pytest.mark.parametrize("service", SERVICES)
def test_every_reason_says_what_is_wrong_and_what_can_be_done(service: str) -> None:
    known, unclear = codes(service)
    assert unclear == [], "name what can come of it in MADE_AT_RUN_TIME"
    said = texts(service)
    assert [code for code in sorted(known) if not said.has(f"reason.{code}")] == []
    assert [code for code in sorted(known) if not said.has(f"remedy.{code}")] == []


def test_codes_are_found_wherever_they_are_made() -> None:
    tree = ast.parse(
        "def refuse(line, code): raise Refused([Reason(code, 'R1.1')])\n"
        "refuse(3, 'not_a_date')\nReason('a' if x else 'b', 'R1.1')"
    )
    assert set(handed_on([tree], makers([tree]))) == {"not_a_date"}
    assert sorted(constants(code_of(call)) for call in calls(tree, "Reason")) == [[], ["a", "b"]]
