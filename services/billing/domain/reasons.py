"""Why the rules say no, as a code with its rule; the words are found where they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; params are display strings."""

    code: str
    rule: str
    params: Mapping[str, str] = field(default_factory=dict)
