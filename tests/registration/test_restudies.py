"""Dates of retakes over a whole term, and the final date for removing a debt (R9.1, R9.3, R4.1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.calendar import Calendar
from services.registration.domain.restudies import final_on, year_from_to, year_of
from services.registration.domain.seasons import academic_year, policy
from services.registration.domain.term_dates import Distances, chain, misfits
from services.registration.usecases.policies import DEFAULTS

SHIPPED = {default.key: default.value for default in DEFAULTS}
RETAKES = Distances.of(SHIPPED["retake_dates"])


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_chain_of_retakes_that_was_worked_out_always_fits(day: date) -> None:
    monday = day + timedelta(days=7 - day.weekday())
    dates = chain(monday, Calendar(), RETAKES)
    assert list(misfits(dates, Calendar())) == []
    weeks = [(at - monday).days // 7 + 1 for at in dates.attestations_on]
    assert weeks == [7, 15]
    assert (dates.exams_from - monday).days == 15 * 7


def test_the_summers_own_weeks_stay_as_they_are() -> None:
    dates = chain(date(2026, 6, 29), Calendar(), Distances.of(SHIPPED["summer_dates"]))
    assert [(at - date(2026, 6, 29)).days // 7 + 1 for at in dates.attestations_on] == [2, 4]


@pytest.mark.parametrize(
    ("season", "starts_on", "year"),
    [
        ("autumn", date(2026, 8, 31), 2026),
        ("autumn", date(2026, 9, 1), 2026),
        ("spring", date(2027, 1, 18), 2026),
        ("summer", date(2027, 6, 14), 2026),
    ],
)
def test_a_term_belongs_to_the_year_that_it_closes(season: str, starts_on: date, year: int) -> None:
    assert academic_year(season, starts_on) == year
    assert policy(season, "dates") == ("summer_dates" if season == "summer" else "retake_dates")


def test_a_debt_of_a_year_is_to_be_removed_by_the_end_of_january_in_the_next() -> None:
    shipped = SHIPPED["debt_final_date"]
    assert final_on(year_of(date(2026, 5, 20)), shipped) == date(2027, 1, 31)
    assert final_on(year_of(date(2026, 9, 1)), shipped) == date(2028, 1, 31)
    assert final_on(2025, {"month": 10, "day": 1, "years": 1}) == date(2026, 10, 1)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_every_day_lies_in_one_academic_year(day: date) -> None:
    first, after = year_from_to(year_of(day))
    assert first <= day < after
