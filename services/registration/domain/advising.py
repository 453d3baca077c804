"""What an adviser may do about a student's application, and until when (R8.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from services.registration.domain.calendar import DAY, Calendar
from services.registration.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection as it arrives; silence until its last moment is consent."""

    reason: str
    at: datetime
    until: datetime


def first_objectable(today: date, working_days: int, calendar: Calendar) -> date:
    """The earliest day whose applications may still be objected to on this day."""
    day = today
    while calendar.shift(day - DAY, working_days) >= today:
        day -= DAY
    return day


def objections_refused(objection: Objection) -> Iterator[Reason]:
    """Why it does not end the application."""
    if not objection.reason.strip():
        yield Reason("reason_missing", "R8.3")
    if objection.at > objection.until:
        yield Reason("objected_too_late", "R8.3", {"until": f"moment:{objection.until.isoformat()}"})
