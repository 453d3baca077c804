"""What a use case may say no with. Only ``shared.web`` knows what that is in HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, Self


class Cause(Protocol):
    """What the domain of a service yields: a code, the rule behind it, and what to print with it."""

    @property
    def code(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def params(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a refusal; its text is ``reason.<code>``, its cure ``remedy.<code>`` in the person's language."""

    code: str
    rule: str
    params: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """The office says no, with every reason at once (R3.8)."""

    def __init__(self, reasons: Iterable[Cause]) -> None:
        self.reasons = tuple(Reason(r.code, r.rule, dict(r.params)) for r in reasons)
        super().__init__("; ".join(f"{r.code} ({r.rule})" for r in self.reasons))

    @classmethod
    def because(cls, *reasons: Cause) -> Self:
        return cls(reasons)


class NotFound(Exception):
    """There is no such thing, or not for the person who asks."""
