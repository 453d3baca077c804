"""Reasons for which notifications says no."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, the rule behind it and what to print with it."""

    code: str
    rule: str
    params: Mapping[str, str] = field(default_factory=dict)
