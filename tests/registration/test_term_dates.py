"""The chain of dates of a summer term: what is worked out fits, what is moved wrongly is named (R8.3, D1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.calendar import Calendar
from services.registration.domain.term_dates import Distances, chain, misfits

ALMATY = ZoneInfo("Asia/Almaty")
MONDAY = date(2025, 6, 30)
CALENDAR = Calendar(frozenset({date(2025, 6, 6), date(2025, 7, 7)}))
DATES = chain(MONDAY, CALENDAR, Distances())


def almaty(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ALMATY)


def test_the_chain_of_a_term_is_counted_back_from_its_first_day_in_working_days() -> None:
    assert DATES.publish_by == date(2025, 6, 5), "16 working days before, over the holiday of 6 June"
    assert DATES.opens_at == almaty(date(2025, 6, 10), 9)
    assert DATES.drawn_at == almaty(date(2025, 6, 11), 9)
    assert DATES.closes_at == almaty(date(2025, 6, 17), 18)
    assert DATES.due_on == date(2025, 6, 18)
    assert DATES.statements_by == date(2025, 6, 20)
    assert DATES.counted_at == almaty(date(2025, 6, 23), 12)
    assert DATES.offers_end_at == almaty(date(2025, 6, 24), 12)
    assert DATES.confirmed_by == date(2025, 6, 25)
    assert DATES.lists_on == date(2025, 6, 26)
    assert DATES.last_statements_at == almaty(date(2025, 6, 27), 12)
    assert DATES.attestations_on == (date(2025, 7, 11), date(2025, 7, 25))
    assert (DATES.exams_from, DATES.ends_on) == (date(2025, 7, 28), date(2025, 8, 1))


def test_sheets_are_due_24_hours_after_the_last_day_never_on_a_day_off() -> None:
    assert DATES.sheets_due_at == almaty(date(2025, 8, 4), 18), "Saturday evening moves to Monday (R5.1, R13.1)"
    office = Distances(results_in_working_hours=True)
    assert chain(MONDAY, CALENDAR, office).sheets_due_at == almaty(date(2025, 8, 6), 15), "9 hours, 9, 6"
    two_days = Distances(results_in_working_hours=True, hours_to_enter_results=18)
    assert chain(MONDAY, CALENDAR, two_days).sheets_due_at == almaty(date(2025, 8, 5), 18)
    on_saturday = DATES.moved(sheets_due_at=almaty(date(2025, 8, 9), 18))
    assert [reason.code for reason in misfits(on_saturday, CALENDAR)] == ["date_on_day_off"]


@given(
    st.dates(date(2024, 1, 1), date(2032, 1, 1)),
    st.frozensets(st.dates(date(2023, 11, 1), date(2032, 4, 1)), max_size=60),
)
def test_a_chain_that_was_worked_out_always_fits(start: date, days_off: frozenset[date]) -> None:
    calendar = Calendar(days_off)
    starts_on = calendar.forward(start)
    assert list(misfits(chain(starts_on, calendar, Distances()), calendar)) == []


@pytest.mark.parametrize(
    ("moved", "rule"),
    [
        ({"opens_at": almaty(date(2025, 6, 5), 9)}, "D1"),
        ({"due_on": date(2025, 6, 17)}, "R8.4"),
        ({"statements_by": date(2025, 6, 18)}, "R8.4"),
        ({"counted_at": almaty(date(2025, 6, 20), 12)}, "R8.5"),
        ({"offers_end_at": almaty(date(2025, 6, 23), 11)}, "D6"),
        ({"confirmed_by": date(2025, 6, 24)}, "D20"),
        ({"lists_on": date(2025, 6, 25)}, "R8.3"),
        ({"starts_on": date(2025, 6, 27)}, "R8.4"),
        ({"exams_from": date(2025, 8, 4)}, "R8.2"),
        ({"sheets_due_at": almaty(date(2025, 8, 1), 18)}, "R5.1"),
    ],
)
def test_a_date_before_its_forerunner_is_named_with_its_rule(moved: dict[str, Any], rule: str) -> None:
    found = list(misfits(DATES.moved(**moved), CALENDAR))
    assert (rule, "dates_out_of_order") in {(reason.rule, reason.code) for reason in found}


def test_a_draw_before_24_hours_of_applications_is_refused() -> None:
    early = DATES.moved(drawn_at=DATES.opens_at + timedelta(hours=23))
    assert "first_day_too_short" in {reason.code for reason in misfits(early, CALENDAR)}


def test_a_term_that_starts_on_a_day_off_does_not_fit() -> None:
    sunday = date(2025, 6, 29)
    found = list(misfits(chain(sunday, CALENDAR, Distances()), CALENDAR))
    assert [(reason.code, reason.params["link"]) for reason in found] == [("date_on_day_off", "text:chain.starts_on")]


def test_applications_do_not_open_before_the_spring_term_has_ended() -> None:
    found = list(misfits(DATES, CALENDAR, spring_ends_on=date(2025, 6, 14)))
    assert [reason.code for reason in found] == ["opens_before_spring_ends"]
