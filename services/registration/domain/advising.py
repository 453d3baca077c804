"""What an adviser may do about a student's application, and until when (R8.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from services.registration.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection as it arrives; silence until its last moment is consent."""

    reason: str
    at: datetime
    until: datetime


def objections_refused(objection: Objection) -> Iterator[Reason]:
    """Why it does not end the application."""
    if not objection.reason.strip():
        yield Reason("reason_missing", "R8.3")
    if objection.at > objection.until:
        yield Reason("objected_too_late", "R8.3", {"until": f"moment:{objection.until.isoformat()}"})
