"""The shape of a policy's value: a new row has the names and kinds of the row that stands (rules: *policy*)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def misshapen(value: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    """The names that are missing, too many, or of another kind; numbers are whole and not below zero."""
    return sorted(name for name in before.keys() | value.keys() if not _fits(value.get(name), before.get(name)))


def _fits(value: Any, before: Any) -> bool:
    if isinstance(before, list):
        return isinstance(value, list) and all(_fits(one, known) for one in value for known in before[:1])
    if isinstance(before, bool) or isinstance(value, bool) or not isinstance(before, int):
        return before is not None and type(value) is type(before)
    return isinstance(value, int) and value >= 0
