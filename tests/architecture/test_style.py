"""The whole code in one shape, every type checked."""

import subprocess
import sys

import pytest

from shared.migrations import ROOT


@pytest.mark.parametrize("words", [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]], ids=" ".join)
def test_the_code_is_as_the_linters_want_it(words: list[str]) -> None:
    checked = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
