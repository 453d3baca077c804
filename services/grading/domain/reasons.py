"""Why the office says no: a code, its rule, and what is printed with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; its text is ``reason.<code>``."""

    code: str
    rule: str
    params: Mapping[str, str] = field(default_factory=dict)
