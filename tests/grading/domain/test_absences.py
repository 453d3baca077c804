"""The share of unexcused absence, its levels, what follows; the classes of a term; who has not come back (R11.2d)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.grading.domain.absences import (
    SHIPPED,
    Seen,
    Share,
    away,
    in_force,
    is_bar,
    is_ground,
    level_of,
    over_half,
)
from services.grading.domain.timetable import Weekly, back_after, classes, last_day

REGULAR, SUMMER = SHIPPED
MONDAY = date(2025, 9, 1)


@pytest.mark.parametrize(
    ("missed", "level", "ground", "bar"),
    [(0, 0, False, False), (2, 0, False, False), (3, 10, False, False), (5, 15, False, False),
     (6, 20, False, True), (7, 20, True, True)],
)  # fmt: skip
def test_of_thirty_classes_six_are_twenty_percent_and_only_the_seventh_is_over(
    missed: int, level: int, ground: bool, bar: bool
) -> None:
    share = Share(missed, 30)
    assert (level_of(share, REGULAR), is_ground(share, REGULAR), is_bar(share, REGULAR)) == (level, ground, False)
    assert (is_ground(share, SUMMER), is_bar(share, SUMMER)) == (False, bar), "a summer opens no case (D10)"


def test_a_share_below_the_limit_is_never_shown_as_the_limit() -> None:
    assert Share(19_999, 100_000).shown == Decimal("19.99")
    assert Share(0, 0).shown == 0


@given(st.integers(0, 200), st.integers(0, 200))
def test_one_more_absence_never_lowers_and_one_excused_never_raises_what_follows(missed: int, more: int) -> None:
    held = missed + more + 1
    less, worse = Share(missed, held), Share(missed + 1, held)
    assert 0 <= less.exact < worse.exact <= 100
    for policy in SHIPPED:
        assert level_of(less, policy) <= level_of(worse, policy)
        assert is_ground(less, policy) <= is_ground(worse, policy)
        assert is_bar(less, policy) <= is_bar(worse, policy)
        assert not (is_ground(worse, policy) and is_bar(worse, policy))


def test_ill_for_over_half_of_the_summer_is_w_or_i() -> None:
    assert over_half(1, 10, 20, SUMMER)
    assert not over_half(0, 10, 20, SUMMER), "half is not over half"
    assert not over_half(11, 0, 20, SUMMER), "nothing of it is excused"
    assert not over_half(1, 10, 20, REGULAR)


def test_the_seasons_own_policy_holds_and_a_later_one_from_its_day() -> None:
    later = replace(REGULAR, version=3, valid_from=date(2025, 9, 1), limit=25)
    assert in_force([*SHIPPED, later], date(2025, 6, 2), "summer") is SUMMER
    assert in_force([*SHIPPED, later], date(2025, 2, 1), "spring") is REGULAR
    assert in_force([*SHIPPED, later], MONDAY, "autumn") is later
    with pytest.raises(LookupError):
        in_force([SUMMER], MONDAY, "autumn")


def test_classes_are_the_weekly_times_from_the_first_day_to_the_last_without_days_off() -> None:
    times = [Weekly(3, "14:00", "15:50"), Weekly(1, "09:00", "10:50", "204"), Weekly(1, "08:00", "08:50")]
    off = {MONDAY + timedelta(days=7)}
    found = [one.key for one in classes(times, MONDAY, MONDAY + timedelta(days=15), off)]
    assert found == [
        "2025-09-01T08:00", "2025-09-01T09:00", "2025-09-03T14:00", "2025-09-10T14:00",
        "2025-09-15T08:00", "2025-09-15T09:00",
    ]  # fmt: skip


def test_classes_end_as_the_chain_of_dates_says_or_after_the_policys_weeks() -> None:
    ends_on = MONDAY + timedelta(weeks=18)
    assert last_day(MONDAY, ends_on, 15, None) == date(2025, 12, 14)
    assert last_day(MONDAY, ends_on, 15, date(2025, 12, 5)) == date(2025, 12, 5)
    assert last_day(MONDAY, MONDAY + timedelta(days=9), 15, None) == date(2025, 9, 10)


def test_students_come_back_on_the_first_day_and_after_holidays_within_the_term() -> None:
    week_off = {MONDAY + timedelta(days=n) for n in range(14, 19)}
    found = back_after(
        MONDAY, MONDAY + timedelta(days=40), lambda day: day in week_off or day.isoweekday() > 5, least=5
    )
    assert list(found) == [MONDAY, MONDAY + timedelta(days=21)]


def seen(*days: tuple[int, Seen]) -> list[tuple[date, Seen]]:
    return [(MONDAY + timedelta(days=n), what) for n, what in days]


def test_absence_from_all_classes_for_over_two_weeks_after_holidays_is_a_ground() -> None:
    missing = [(n, Seen.ABSENT) for n in (0, 7, 14)]
    assert away(seen(*missing), [MONDAY], 14) is None, "two weeks are not over two weeks"
    found = away(seen(*missing, (16, Seen.ABSENT), (17, Seen.PRESENT)), [MONDAY], 14)
    assert found is not None and (found.since, found.until, found.missed) == (MONDAY, date(2025, 9, 17), 4)


@pytest.mark.parametrize("what", [Seen.PRESENT, Seen.EXCUSED])
def test_who_was_seen_or_excused_in_between_was_not_away(what: Seen) -> None:
    assert away(seen((0, Seen.ABSENT), (7, what), (20, Seen.ABSENT)), [MONDAY], 14) is None


def test_what_no_journal_has_recorded_proves_nothing_and_a_season_may_have_no_such_ground() -> None:
    assert away([], [MONDAY], 14) is None
    assert away(seen((20, Seen.ABSENT)), [MONDAY], 0) is None


def test_after_a_trip_the_days_begin_with_its_end() -> None:
    back_on = MONDAY + timedelta(days=10)
    days = seen((0, Seen.PRESENT), (5, Seen.EXCUSED), (10, Seen.ABSENT), (25, Seen.ABSENT))
    found = away(days, [MONDAY, back_on], 14)
    assert found is not None and found.since == back_on
