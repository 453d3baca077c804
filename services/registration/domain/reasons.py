"""A reason for a refusal: code, rule, and what to print with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; its text is ``reason.<code>`` in the person's language."""

    code: str
    rule: str
    params: Mapping[str, str] = field(default_factory=dict)
