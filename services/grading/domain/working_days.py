"""Working days: Monday to Friday, holidays excepted (R5.5, D10)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta


def working_day_after(day: date, number: int, holidays: Collection[date] = ()) -> date:
    """The number-th working day after this day; the day itself is not counted."""
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < 5 and day not in holidays
    return day
