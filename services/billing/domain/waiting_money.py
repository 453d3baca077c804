"""Money that nobody claims stays the student's: he is reminded monthly for 3 years, it is never income (D22)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

MOST_REMINDERS = 36


def reminder_day(since: date, nth: int) -> date | None:
    """The day of the nth reminder: the same day of the nth month after, or its last; None when three years are over."""
    if not 0 < nth <= MOST_REMINDERS:
        return None
    months = since.month - 1 + nth
    year, month = since.year + months // 12, months % 12 + 1
    return date(year, month, min(since.day, monthrange(year, month)[1]))
