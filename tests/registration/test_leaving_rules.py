"""R8.7: before the start all, first week three quarters, second a half, then nothing; other causes by their rule."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.leaving import (
    EVERYTHING,
    OF_STATUS,
    Classes,
    RefundTable,
    Share,
    Why,
    may_leave_freely,
    share,
    steps,
)

JUNE = date(2026, 6, 29)
CLASSES = Classes(JUNE, JUNE + timedelta(days=28))
TABLE = RefundTable.of({"before_start": 100, "weeks": [75, 50], "later": 0}, ["illness", "academic_leave"])


@pytest.mark.parametrize(("day", "percent"), [(-30, 100), (-1, 100), (0, 75), (6, 75), (7, 50), (13, 50), (14, 0)])
def test_the_table_falls_on_the_days_of_the_term(day: int, percent: int) -> None:
    assert share(Why.OWN_WISH, JUNE + timedelta(days=day), CLASSES, TABLE) == Share(percent)
    assert share(Why.EXPELLED, JUNE + timedelta(days=day), CLASSES, TABLE) == Share(percent)


def test_the_table_is_shown_with_its_last_days() -> None:
    shown = [(step.through, step.percent) for step in steps(CLASSES, TABLE)]
    assert shown == [(date(2026, 6, 28), 100), (date(2026, 7, 5), 75), (date(2026, 7, 12), 50), (None, 0)]


def test_the_ill_get_back_what_was_not_held() -> None:
    assert share(Why.ILLNESS, JUNE + timedelta(days=7), CLASSES, TABLE) == Share(21, 28)
    assert share(Why.ILLNESS, JUNE + timedelta(days=40), CLASSES, TABLE) == Share(0, 28)
    assert share(Why.ILLNESS, JUNE - timedelta(days=1), CLASSES, TABLE) == Share(100)


@given(st.sampled_from([Why.TERM_WITHDRAWN, Why.COURSE_CANCELLED, Why.DEBT_GONE, Why.UNIVERSITY]), st.integers(-30, 60))
def test_what_is_not_his_doing_costs_him_nothing(why: Why, day: int) -> None:
    assert share(why, JUNE + timedelta(days=day), CLASSES, TABLE) == EVERYTHING


@given(st.sampled_from(list(Why)), st.integers(-30, 60), st.integers(0, 10**9))
def test_a_share_is_never_more_than_what_was_paid(why: Why, day: int, tiyn: int) -> None:
    assert 0 <= share(why, JUNE + timedelta(days=day), CLASSES, TABLE).of(tiyn) <= tiyn


def test_the_arithmetic_of_the_rules() -> None:
    assert Share(75).of(9250000) == 6937500


def test_within_a_day_of_changed_times_one_may_leave_freely() -> None:
    changed = datetime(2026, 7, 1, 6, tzinfo=UTC)
    assert may_leave_freely(changed, changed + timedelta(hours=24))
    assert not may_leave_freely(changed, changed + timedelta(hours=24, seconds=1))
    assert not may_leave_freely(None, changed)


def test_a_transferred_student_may_finish_as_an_external() -> None:
    assert "transferred" not in OF_STATUS
