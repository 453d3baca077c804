"""Every hold at once, each with its rule (R3.8)."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.holds import (
    Course,
    Meeting,
    Policy,
    Standing,
    Window,
    Wish,
    meet,
    refusals,
    still_against,
)
from services.registration.domain.purposes import Purpose

OPENS = datetime(2025, 5, 12, 4, tzinfo=UTC)
CLOSES = datetime(2025, 5, 19, 13, tzinfo=UTC)
WINDOW = Window(OPENS, CLOSES)
POLICY = Policy(courses=3, credits=20)
DEBT = uuid4()
MONDAY = Meeting(1, time(9), time(10, 30))
ALGEBRA = Course(uuid4(), "MAT101", 5, (MONDAY,), DEBT)


def course(code: str = "PHY101", credits: int = 5, meetings: Iterable[Meeting] = ()) -> Course:
    return Course(uuid4(), code, credits, tuple(meetings))


def codes(
    course: Course = ALGEBRA,
    at: datetime = OPENS,
    window: Window | None = WINDOW,
    policy: Policy = POLICY,
    purpose: Purpose = Purpose.DEBT,
    **student: Any,
) -> list[tuple[str, str]]:
    standing = Standing(**{"studying": True, "open_debts": frozenset({DEBT}), **student})
    return [(reason.code, reason.rule) for reason in refusals(Wish(at, purpose, course), standing, window, policy)]


def test_a_debtor_may_apply_inside_the_window() -> None:
    assert codes() == []


def test_all_reasons_are_named_at_once() -> None:
    live = tuple(course(f"C{n}", 7, [MONDAY]) for n in range(3))
    found = codes(at=CLOSES + timedelta(seconds=1), live=live, unpaid_fees="12000.00", open_debts=frozenset())
    assert found == [
        ("applications_closed", "R8.3"),
        ("debt_not_open", "R9.1"),
        *[("time_clash", "R3.8")] * 3,
        ("too_many_courses", "R8.3"),
        ("too_many_credits", "R8.3"),
        ("unpaid_fees", "R3.8"),
    ]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (OPENS - timedelta(seconds=1), [("applications_not_open", "R8.3")]),
        (OPENS, []),
        (CLOSES, []),
        (CLOSES + timedelta(seconds=1), [("applications_closed", "R8.3")]),
    ],
)
def test_the_window_is_judged_by_arrival(at: datetime, expected: list[tuple[str, str]]) -> None:
    assert codes(at=at) == expected


def test_a_term_that_is_not_published_takes_no_applications() -> None:
    assert codes(window=None) == [("term_not_published", "R8.2")]


def test_a_debt_has_one_live_registration() -> None:
    assert codes(live=(ALGEBRA,)) == [("already_applied", "R9.1")]
    other_section = Course(uuid4(), "MAT102", 5, (), DEBT)
    assert codes(course=other_section, live=(ALGEBRA,)) == [("already_applied", "R9.1")]


def test_additional_training_needs_no_debt() -> None:
    assert codes(course=course(), purpose=Purpose.ADDITIONAL, open_debts=frozenset()) == []


def test_a_passed_course_is_not_repeated_for_a_better_grade_where_no_policy_allows_it() -> None:
    again: dict[str, Any] = {"purpose": Purpose.ADDITIONAL, "passed": True}
    assert codes(**again) == [("already_passed", "R9.4")]
    assert codes(**again, policy=Policy(3, 20, repeats_allowed=True)) == []


def test_classes_that_only_touch_do_not_clash() -> None:
    after = course(meetings=[Meeting(1, time(10, 30), time(12))])
    within = course(meetings=[Meeting(1, time(10, 29), time(12))])
    assert codes(live=(after,)) == []
    assert codes(live=(within,)) == [("time_clash", "R3.8")]


def test_limits_count_what_is_live_and_allow_the_last_credit() -> None:
    assert codes(live=(course(credits=15),)) == []
    assert codes(live=(course(credits=16),)) == [("too_many_credits", "R8.3")]
    assert codes(live=(course("A", 1), course("B", 1), course("C", 1))) == [("too_many_courses", "R8.3")]


def test_a_place_in_a_line_uses_up_no_limit() -> None:
    lines = tuple(Course(uuid4(), f"C{n}", 7, counts=False) for n in range(5))
    assert codes(live=lines) == []
    assert codes(live=(*lines, course("A", 16))) == [("too_many_credits", "R8.3")]


def test_an_offer_looks_at_all_holds_but_those_asked_once() -> None:
    asked = Wish(CLOSES + timedelta(days=3), Purpose.DEBT, ALGEBRA)
    fit = Standing(True, frozenset({DEBT}), lapses=9)
    assert list(still_against(asked, fit, POLICY)) == []
    unfit = Standing(True, frozenset(), false_receipts="1", unpaid_fees="2.00", lifted=frozenset({"unpaid_fees"}))
    assert [one.code for one in still_against(asked, unfit, POLICY)] == ["debt_not_open", "false_receipt"]


def test_unpaid_fees_hold_only_where_the_policy_says_so() -> None:
    assert codes(unpaid_fees="1.00") == [("unpaid_fees", "R3.8")]
    assert codes(unpaid_fees="1.00", policy=Policy(3, 20, fees_hold=False)) == []


def test_plan_and_prerequisites_hold_where_the_policy_says_so() -> None:
    lacking: dict[str, Any] = {"plan_approved": False, "missing_prerequisites": ("MAT100",)}
    assert codes(**lacking) == []
    strict = Policy(3, 20, plan_holds=True, prerequisites_hold=True)
    assert codes(policy=strict, **lacking) == [("plan_not_approved", "R3.4"), ("prerequisite_missing", "R3.3")]


def test_after_a_lapse_he_may_apply_once_more() -> None:
    assert codes(lapses=1) == []
    assert codes(lapses=2) == [("lapsed_too_often", "D21")]


HOURS = st.integers(8, 20)
MEETINGS = st.builds(
    lambda day, at, span: Meeting(day, time(at), time(at + span)), st.integers(1, 6), HOURS, st.just(2)
)


@given(MEETINGS, MEETINGS)
def test_a_clash_is_mutual_and_means_a_common_hour(one: Meeting, other: Meeting) -> None:
    hours = [set(range(m.starts.hour, m.ends.hour)) for m in (one, other)]
    assert meet(one, other) == meet(other, one) == (one.weekday == other.weekday and bool(hours[0] & hours[1]))
