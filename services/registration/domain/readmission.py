"""When one who was expelled may ask to be readmitted (R10.1, R11.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Windows:
    """The first days of the two windows of a year, as ``month-day`` (R10.1)."""

    winter: str
    summer: str


def opens_next(day: date, windows: Windows) -> date:
    """The first day of the next window after this day: none that is open already, as the order has just been made."""
    starts = [
        date.fromisoformat(f"{year}-{start}")
        for year in (day.year, day.year + 1)
        for start in (windows.winter, windows.summer)
    ]
    return min(start for start in starts if start > day)
