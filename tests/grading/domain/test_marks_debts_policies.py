"""Marks as they are typed, debts that attempts leave, and which policy is in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.grading.domain.debts import Try, standing
from services.grading.domain.marks import read_mark, why_impossible
from services.grading.domain.policies import in_force
from services.grading.domain.reasons import Reason
from services.grading.domain.shipped import POLICIES

DAY = date(2025, 6, 16)


@pytest.mark.parametrize(("written", "mark"), [("0", "0"), ("100", "100"), ("49,5", "49.5"), (" 79.25 ", "79.25")])
def test_a_mark_is_read_with_a_comma_or_a_point(written: str, mark: str) -> None:
    assert read_mark(written) == Decimal(mark)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("101", "mark_out_of_range"), ("-1", "mark_is_no_number"), ("100.01", "mark_out_of_range"),
        ("abc", "mark_is_no_number"), ("", "mark_is_no_number"), ("1e2", "mark_is_no_number"),
        ("79.255", "mark_too_fine"), ("NaN", "mark_is_no_number"), ("٥٠", "mark_is_no_number"),
    ],
)  # fmt: skip
def test_every_impossible_mark_is_named(written: str, code: str) -> None:
    found = read_mark(written)
    assert isinstance(found, Reason)
    assert (found.code, found.rule) == (code, "R4.1")


@given(st.decimals(0, 100, places=2))
def test_every_mark_in_range_is_possible(mark: Decimal) -> None:
    assert why_impossible(mark) is None


def test_not_a_number_is_no_mark() -> None:
    assert why_impossible(Decimal("NaN")) is not None


def tried(day: int, *, fails: bool = False, passes: bool = False) -> Try:
    return Try(uuid4(), date(2025, 1, day), 1, makes_debt=fails, closes_debt=passes, reason="failed" if fails else None)


def test_a_fail_leaves_a_debt_and_a_later_pass_closes_it() -> None:
    failed, passed = tried(1, fails=True), tried(2, passes=True)
    still = standing([failed])
    gone = standing([passed, failed])
    assert still is not None
    assert still.open
    assert gone is not None
    assert not gone.open
    assert gone.decided_by == passed


def test_a_withdrawal_after_a_fail_leaves_the_debt_open() -> None:
    found = standing([tried(1, fails=True), tried(2)])
    assert found is not None
    assert found.open


def test_a_withdrawal_alone_is_no_debt() -> None:
    assert standing([tried(1)]) is None


def test_the_summer_has_its_own_policy_and_a_syllabus_wins_over_both() -> None:
    course = UUID(int=5)
    own = replace(POLICIES[0], version=9, course_id=course, valid_from=date(2020, 1, 1))
    every = (*POLICIES, own)
    assert in_force(every, DAY, season="summer", course_id=uuid4()).version == 2
    assert in_force(every, DAY, season="autumn", course_id=uuid4()).version == 1
    assert in_force(every, DAY, season="summer", course_id=course).version == 9


def test_a_newer_row_is_in_force_from_its_date() -> None:
    newer = replace(POLICIES[1], version=7, valid_from=date(2025, 6, 17))
    assert in_force((*POLICIES, newer), DAY, season="summer", course_id=None).version == 2
    assert in_force((*POLICIES, newer), date(2025, 6, 17), season="summer", course_id=None).version == 7


def test_before_the_first_policy_nothing_is_in_force() -> None:
    with pytest.raises(LookupError):
        in_force(POLICIES, date(2000, 1, 1), season=None, course_id=None)


def test_a_policy_whose_weights_do_not_make_100_is_refused() -> None:
    with pytest.raises(ValueError, match="100"):
        replace(POLICIES[0], rating_weight=70)
