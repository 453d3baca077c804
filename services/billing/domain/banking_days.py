"""Days on which banks work: how late a statement is, and until when finance is waited for (R8.4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta


def is_banking_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Monday to Friday, holidays excepted."""
    return day.weekday() < 5 and day not in holidays


def after(day: date, number: int, holidays: Collection[date] = ()) -> date:
    """The number-th banking day after this day."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_banking_day(day, holidays)
    return day


def between(earlier: date, later: date, holidays: Collection[date] = ()) -> int:
    """How many banking days lie after the one day, up to and with the other."""
    days = (earlier + timedelta(days=step) for step in range(1, (later - earlier).days + 1))
    return sum(is_banking_day(day, holidays) for day in days)
