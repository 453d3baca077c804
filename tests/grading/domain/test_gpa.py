"""R6: the worked figures, published Kazakh examples, and what holds for every record."""

from __future__ import annotations

import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.grading.domain.gpa import Attempt, Gpa, Why, gpa
from services.grading.domain.policies import Repeated

AUTUMN, SPRING, SUMMER = date(2024, 9, 1), date(2025, 2, 1), date(2025, 6, 16)


def attempt(points: str | None, credits: int, course: str = "", on: date = AUTUMN, in_gpa: bool = True) -> Attempt:
    course_id = uuid5(NAMESPACE_OID, course) if course else uuid4()
    number = Decimal(points) if points is not None else None
    return Attempt(uuid4(), course_id, credits, "W" if points is None else "x", number, on, 1, in_gpa)


def average(*attempts: Attempt, repeated: Repeated = Repeated.LAST) -> Gpa:
    return gpa(attempts, repeated)


@pytest.mark.parametrize(
    ("courses", "value"),
    [
        ([("4.0", 3), ("3.33", 3), ("2.67", 2)], "3.42"),
        ([("4.0", 3), ("3.0", 2), ("0", 3)], "2.25"),
        ([("4.0", 3), ("3.0", 2), ("0", 6)], "1.64"),
        ([("4.0", 3), ("3.0", 4), ("4.0", 2)], "3.56"),
        ([("2.33", 1), ("2.0", 1)], "2.17"),
    ],
)
def test_the_worked_averages_of_r6_3(courses: list[tuple[str, int]], value: str) -> None:
    assert average(*(attempt(points, credits) for points, credits in courses)).value == Decimal(value)


def test_the_first_worked_average_has_the_sums_of_r6_3() -> None:
    found = average(attempt("4.0", 3), attempt("3.33", 3), attempt("2.67", 2))
    assert (found.points, found.credits) == (Decimal("27.33"), 8)


def test_a_year_is_not_the_mean_of_its_rounded_terms() -> None:
    autumn = [attempt("4.0", 3), attempt("3.33", 3), attempt("2.67", 2)]
    spring = [attempt("4.0", 3, on=SPRING), attempt("3.0", 2, on=SPRING), attempt("0", 3, on=SPRING)]
    assert average(*autumn, *spring).value == Decimal("2.83")
    assert average(*autumn).value == Decimal("3.42")
    assert average(*spring).value == Decimal("2.25")


def test_a_repeated_course_counts_with_its_last_attempt_and_says_so() -> None:
    found = average(attempt("0", 5, "maths", SPRING), attempt("3.0", 5, "maths", SUMMER), attempt("2.0", 5, "law"))
    assert (found.value, found.credits) == (Decimal("2.50"), 10)
    assert [line.why for line in found.lines] == [Why.COUNTED, Why.REPEATED_LATER, Why.COUNTED]


def test_by_the_other_policies_the_best_or_every_attempt_counts() -> None:
    tries = (attempt("3.0", 5, "maths", SPRING), attempt("1.0", 5, "maths", SUMMER))
    assert average(*tries, repeated=Repeated.BEST).value == Decimal("3.00")
    assert average(*tries, repeated=Repeated.ALL).value == Decimal("2.00")


def test_a_withdrawn_attempt_does_not_stand_for_its_course() -> None:
    found = average(attempt("0", 6, "maths", SPRING), attempt(None, 6, "maths", SUMMER))
    assert (found.value, found.credits) == (Decimal("0.00"), 6)
    assert [line.why for line in found.lines] == [Why.COUNTED, Why.MARK_NOT_COUNTED]


def test_only_withdrawn_attempts_make_no_average() -> None:
    assert average(attempt(None, 6)).value is None


def test_a_course_outside_the_gpa_is_listed_and_not_counted() -> None:
    found = average(attempt("4.0", 3), attempt("0", 2, "sport", in_gpa=False))
    assert (found.value, found.credits) == (Decimal("4.00"), 3)
    assert Why.COURSE_OUTSIDE in {line.why for line in found.lines}


COURSES = st.builds(
    lambda points, credits, course, day: Attempt(uuid4(), UUID(int=course), credits, "x", points, date(2025, 1, day)),
    st.none() | st.sampled_from([Decimal(p) for p in ("0", "1.0", "1.33", "1.67", "2.33", "3.67", "4.0")]),
    st.integers(1, 12),
    st.integers(1, 6),
    st.integers(1, 28),
)


@given(st.lists(COURSES, max_size=25), st.sampled_from(Repeated), st.randoms())
def test_an_average_lies_within_its_points_in_any_order(tries: list[Attempt], policy: Repeated, by: Random) -> None:
    found = gpa(tries, policy)
    shuffled = list(tries)
    by.shuffle(shuffled)
    assert gpa(shuffled, policy) == found
    counted = [line.attempt.points for line in found.lines if line.counted]
    if found.value is None:
        assert not counted
        return
    known = [points for points in counted if points is not None]
    assert min(known) <= found.value <= max(known)


@given(st.lists(COURSES, max_size=25))
def test_each_course_counts_once_under_the_shipped_policy(tries: list[Attempt]) -> None:
    counted = [line.attempt.course_id for line in gpa(tries, Repeated.LAST).lines if line.counted]
    assert len(counted) == len(set(counted))
    assert set(counted) == {one.course_id for one in tries if one.points is not None}


def test_published_kazakh_examples_agree() -> None:
    folder = os.environ.get("TIRKEU_REAL_DATA")
    if not folder:
        pytest.skip("TIRKEU_REAL_DATA is not set: the published examples are not here")
    published = json.loads((Path(folder) / "gpa-vectors" / "kz_published.json").read_text("utf-8"))["gpa"]
    worked = [example for example in published if "courses" in example]
    assert worked
    for example in worked:
        found = average(*(attempt(str(points), credits) for _, credits, points in example["courses"]))
        assert found.value == Decimal(str(example["gpa"])), example["id"]
