"""By when exam results are entered: so many hours after the exam, by the clock or in working hours (R5.1, R13.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

DAY = timedelta(days=1)


class SheetClock(StrEnum):
    """Which hours count (R5.1)."""

    CLOCK = "clock"
    """Every hour; what ends on a day off ends at the same hour of the next working day (R13.1)."""
    WORKING = "working"
    """Only the hours of the office on working days."""


def due_after(
    ends_at: datetime,
    hours: int,
    clock: SheetClock,
    opens: int,
    closes: int,
    works: Callable[[date], bool],
    zone: tzinfo,
) -> datetime:
    """The moment by which the results of an exam that ends then are due; days and hours are those of the zone."""
    local = ends_at.astimezone(zone)
    if clock is SheetClock.WORKING:
        return _worked(local, timedelta(hours=hours), opens, closes, works)
    due = local + timedelta(hours=hours)
    while not works(due.date()):
        due += DAY
    return due


def _worked(start: datetime, left: timedelta, opens: int, closes: int, works: Callable[[date], bool]) -> datetime:
    day = start.date()
    while True:
        begins = max(start, datetime.combine(day, time(opens), start.tzinfo))
        spent = datetime.combine(day, time(closes), start.tzinfo) - begins
        if works(day) and spent >= left:
            return begins + left
        if works(day) and spent > timedelta():
            left -= spent
        day += DAY
