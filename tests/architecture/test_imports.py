"""Who may import whom."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.services import SERVICES
from shared.migrations import ROOT

RUN = "from importlinter.cli import lint_imports_command as lint; lint()"
DOMAINS = [path for service in SERVICES for path in sorted((ROOT / "services" / service / "domain").rglob("*.py"))]


def test_layers_and_services_keep_apart() -> None:
    linted = subprocess.run([sys.executable, "-c", RUN], cwd=ROOT, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize("path", DOMAINS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_rules_need_nothing_but_the_standard_library_and_each_other(path: Path) -> None:
    own = ".".join(path.relative_to(ROOT).parts[:3])
    strangers = [name for name in imported(path) if not name.startswith(own) and not is_standard(name)]
    assert strangers == []


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def is_standard(name: str) -> bool:
    """Whether a module comes with Python."""
    return name.partition(".")[0] in sys.stdlib_module_names
