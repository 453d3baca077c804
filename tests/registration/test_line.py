"""Offers to the line: their hours, their end, their order (R3.5, D20)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.line import OfferPolicy, may_offer, open_until
from services.registration.domain.term_dates import ALMATY

END = datetime(2025, 5, 27, 12, tzinfo=ALMATY)
POLICY = OfferPolicy()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 5, day, hour, minute, tzinfo=ALMATY)


@pytest.mark.parametrize(
    ("made", "until"),
    [
        (at(20, 9), at(20, 21)),
        (at(20, 10), at(20, 22)),
        (at(20, 11), at(21, 9)),
        (at(20, 21, 30), at(21, 19, 30)),
        (at(20, 23), at(21, 20)),
        (at(21, 3), at(21, 20)),
        (at(25, 11, 59), at(26, 9, 59)),
        (at(25, 12), at(25, 15)),
        (at(25, 20), at(26, 9)),
        (at(27, 11), at(27, 14)),
    ],
)
def test_an_offer_lasts_12_hours_of_the_day_and_3_in_the_last_two_days(made: datetime, until: datetime) -> None:
    assert open_until(made, END, POLICY) == until


def test_none_is_made_after_the_end_of_offers() -> None:
    assert may_offer(END - timedelta(seconds=1), END)
    assert not may_offer(END, END)


@given(st.integers(0, 525_600), st.integers(1, 40))
def test_an_offer_runs_its_whole_time_and_never_at_night(minute: int, hours: int) -> None:
    made = datetime(2025, 1, 1, tzinfo=ALMATY) + timedelta(minutes=minute)
    until = open_until(made, made + timedelta(days=30), OfferPolicy(hours=hours))
    assert awake(made, until) == timedelta(hours=hours)
    assert 8 <= until.hour < 22 or (until.hour, until.minute) == (22, 0)


def awake(start: datetime, end: datetime) -> timedelta:
    """The time between two moments that lies between 8:00 and 22:00, counted day by day."""
    total, day = timedelta(0), start.replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        opens, closes = day + timedelta(hours=8), day + timedelta(hours=22)
        total += max(timedelta(0), min(end, closes) - max(start, opens))
        day += timedelta(days=1)
    return total
