"""Every row of the table of permissions lets somebody in somewhere, or says what it waits for (R1.2)."""

from __future__ import annotations

import re
from pathlib import Path

from shared.identity.permissions import PERMISSIONS
from shared.migrations import ROOT

STATED = re.compile(r'(?:allows|require|reach|may)\(\s*"([a-z]+\.[a-z_]+)"')

WAIT: dict[str, str] = {}
"""Rows without a route yet, each with the work that will use it."""


def sources() -> list[Path]:
    """Views, and templates that ask who may press a button."""
    tops = (ROOT / "services", ROOT / "shared" / "web")
    return [path for top in tops for kind in ("*.py", "*.html") for path in top.rglob(kind)]


def test_every_permission_opens_something_and_no_route_asks_for_an_unknown_one() -> None:
    stated = {action for path in sources() for action in STATED.findall(path.read_text("utf-8"))}
    assert len(stated) > 40, "the search found hardly anything: is it broken?"
    assert sorted(stated - PERMISSIONS.keys()) == []
    assert sorted(PERMISSIONS.keys() - stated - WAIT.keys()) == [], "no route asks for them: take them out of the table"
    assert sorted(WAIT.keys() & stated) == [], "they are used now: take them out of this list"
