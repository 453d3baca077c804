"""Whatever a service tells people has a text in the three languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import services
from services.notifications.wording import templates

ROOT = Path(next(iter(services.__path__)))
TELLERS = {"tell": 2, "notices": 2, "Notify": 2, "refund": 1, "_of": 1, "_to": 1, "_notice": 2}
"""Functions that take a template, and at which place it stands where it is not named."""


def test_every_template_that_a_service_names_has_its_text() -> None:
    named = {(path.relative_to(ROOT), name) for path in ROOT.rglob("*.py") for name in named_in(path)}
    assert [(str(path), name) for path, name in sorted(named) if name not in templates()] == []


def test_a_template_is_found_however_it_is_passed() -> None:
    source = 'tell(s, c, "a")\nNotify(key="k", person_id=p, template="b", params={})\nnotices(s, c, template)\n'
    assert list(templates_of(ast.parse(source))) == ["a", "b"]


def named_in(path: Path) -> Iterator[str]:
    """The templates that a file names, if it has to do with notices."""
    text = path.read_text("utf-8")
    if "notices" in text or "Notify" in text:
        yield from templates_of(ast.parse(text))


def templates_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in TELLERS:
            yield from literals(node)


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def literals(node: ast.Call) -> Iterator[str]:
    """The literal template of a call, named or at its place."""
    named = [keyword.value for keyword in node.keywords if keyword.arg == "template"]
    place = TELLERS[called(node)]
    for value in named or node.args[place : place + 1]:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value
