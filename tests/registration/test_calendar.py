"""Working days: weekends, holidays, days that the government moved (R2.1, R13.1)."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.calendar import Calendar
from services.registration.domain.due import due_on

VICTORY_DAY = date(2025, 5, 9)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
CALENDARS = st.builds(
    Calendar,
    days_off=st.frozensets(DAYS, max_size=30),
    worked=st.frozensets(DAYS, max_size=5),
)


def test_a_payment_due_on_a_holiday_moves_to_the_next_working_day() -> None:
    assert Calendar(frozenset({VICTORY_DAY})).forward(VICTORY_DAY) == date(2025, 5, 12)


def test_a_last_day_to_pay_that_became_a_day_off_after_publication_moves_to_the_next_working_day() -> None:
    calendar = Calendar(frozenset({VICTORY_DAY}))
    assert due_on(date(2025, 5, 8), VICTORY_DAY, calendar) == date(2025, 5, 12)
    assert due_on(date(2025, 5, 5), VICTORY_DAY, calendar) == date(2025, 5, 7)


def test_a_date_before_a_start_that_falls_on_a_day_off_moves_earlier() -> None:
    assert Calendar(frozenset({VICTORY_DAY})).back(date(2025, 5, 11)) == date(2025, 5, 8)


def test_a_saturday_made_a_working_day_counts_as_one() -> None:
    saturday = date(2024, 5, 4)
    assert Calendar(worked=frozenset({saturday})).shift(date(2024, 5, 3), 1) == saturday


@given(DAYS, st.integers(-40, 40), CALENDARS)
def test_a_shift_lands_on_a_working_day_that_many_working_days_away(day: date, by: int, calendar: Calendar) -> None:
    there = calendar.shift(day, by)
    assert by == 0 or calendar.is_working(there)
    if by > 0:
        assert calendar.working_days_between(day, there) == by
    if by < 0:
        assert calendar.working_days_between(there - timedelta(days=1), day - timedelta(days=1)) == -by
