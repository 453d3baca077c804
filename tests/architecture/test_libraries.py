"""Every library that is depended on has its reason in the README's table."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_library_has_its_reason_in_the_readme() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.split(r"[\[<>=!~ ]", line, maxsplit=1)[0].lower() for line in project["dependencies"]}
    table = (ROOT / "README.md").read_text("utf-8").partition("## Libraries")[2].lower()
    assert names
    assert not {name for name in names if name not in table}
