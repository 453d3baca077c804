"""R5.1, R13.1: 24 hours by the clock or of the office; a duty that falls on a day off moves on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.grading.domain.sheet_clock import SheetClock, due_after

ALMATY = ZoneInfo("Asia/Almaty")
HOLIDAYS = {date(2025, 7, 7)}


def works(day: date) -> bool:
    return day.isoweekday() <= 5 and day not in HOLIDAYS


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 7, day, hour, minute, tzinfo=ALMATY)


def due(ends_at: datetime, clock: str, hours: int = 24) -> datetime:
    return due_after(ends_at, hours, SheetClock(clock), 9, 18, works, ALMATY)


@pytest.mark.parametrize(
    ("ends_at", "clock", "expected"),
    [
        (at(1, 12), "clock", at(2, 12)),
        (at(4, 15), "clock", at(8, 15)),
        (at(3, 23), "clock", at(4, 23)),
        (at(11, 12), "clock", at(14, 12)),
        (at(1, 12), "working", at(3, 18)),
        (at(4, 15), "working", at(10, 12)),
        (at(2, 8), "working", at(4, 15)),
        (at(5, 12), "working", at(10, 15)),
    ],
)
def test_which_hours_count(ends_at: datetime, clock: str, expected: datetime) -> None:
    assert due(ends_at, clock) == expected


@given(st.integers(0, 80_000), st.integers(1, 200), st.sampled_from(SheetClock))
def test_it_is_never_due_on_a_day_off_nor_before_its_hours_are_over(minute: int, hours: int, clock: SheetClock) -> None:
    ends_at = at(1, 0) + timedelta(minutes=minute)
    found = due(ends_at, clock, hours)
    assert works(found.date())
    assert found >= ends_at + timedelta(hours=hours)
