"""R4.2 to R4.8: the worked examples, and what must hold for every row."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.grading.domain.outcome import Appearance, Outcome, Row, settle, what_is_missing
from services.grading.domain.policies import AdmissionMode
from services.grading.domain.rating import admission_rating, exam_needed, final_percent
from services.grading.domain.shipped import KZ_2011, KZ_2018, POLICIES

POLICY = POLICIES[0]
MARKS = st.decimals(0, 100, places=2)


def row(first: str, second: str, exam: str | None = None, appearance: Appearance | None = Appearance.APPEARED) -> Row:
    return Row((Decimal(first), Decimal(second)), None if exam is None else Decimal(exam), appearance)


@pytest.mark.parametrize(
    ("first", "second", "exam", "percent", "letter"),
    [("80", "80", "70", 76, "B-"), ("50", "50", "50", 50, "D"), ("75", "84", "79", 79, "B-")],
)
def test_the_worked_examples_of_r4_8(first: str, second: str, exam: str, percent: int, letter: str) -> None:
    result = settle(row(first, second, exam), POLICY, KZ_2011)
    assert (result.percent, result.mark, result.outcome) == (percent, letter, Outcome.PASSED)


def test_79_3_is_exact_before_it_is_rounded() -> None:
    rating = admission_rating((Decimal(75), Decimal(84)), POLICY)
    assert rating == Fraction("79.5")
    assert (rating * 60 + 79 * 40) / 100 == Fraction("79.3")


def test_an_unsatisfactory_exam_fails_whatever_the_rating() -> None:
    result = settle(row("100", "100", "49"), POLICY, KZ_2011)
    assert (result.mark, result.percent, result.passed) == ("F", 49, False)


def test_no_rounding_lifts_an_unsatisfactory_exam() -> None:
    assert settle(row("100", "100", "49.99"), POLICY, KZ_2011).percent == 49


@pytest.mark.parametrize(("first", "second", "exam"), [("49", "50", "100"), ("60", "39", "90")])
def test_a_rating_of_49_5_is_not_admitted(first: str, second: str, exam: str) -> None:
    result = settle(row(first, second, exam), POLICY, KZ_2011)
    assert (result.outcome, result.mark, result.rating) == (Outcome.NOT_ADMITTED, "not_admitted", Decimal("49.50"))
    assert result.rule == "R4.2"


def test_a_rating_just_below_the_bound_is_never_shown_as_the_bound() -> None:
    policy = replace(POLICY, attestation_weeks=(5, 10, 15), attestation_weights=(1, 1, 1))
    result = settle(Row((Decimal(50), Decimal(50), Decimal("49.99"))), policy, KZ_2011)
    assert (result.outcome, result.rating) == (Outcome.NOT_ADMITTED, Decimal("49.99"))


def test_by_the_other_policy_each_attestation_must_reach_the_bound() -> None:
    each = replace(POLICY, admission_mode=AdmissionMode.EACH)
    assert settle(row("100", "49", "90"), each, KZ_2011).outcome is Outcome.NOT_ADMITTED
    assert settle(row("100", "49", "90"), POLICY, KZ_2011).outcome is Outcome.PASSED


def test_weights_of_the_attestations_are_a_policy() -> None:
    weighed = replace(POLICY, attestation_weights=(1, 2))
    assert admission_rating((Decimal(40), Decimal(70)), weighed) == 60


def test_cribs_are_an_f_over_any_number() -> None:
    result = settle(row("100", "100", "100", Appearance.CRIBS), POLICY, KZ_2011)
    assert (result.mark, result.percent, result.outcome, result.rule) == ("F", 0, Outcome.FAILED, "R4.7")


def test_who_did_not_appear_has_no_percent() -> None:
    result = settle(row("90", "90", None, Appearance.DID_NOT_APPEAR), POLICY, KZ_2011)
    assert (result.mark, result.percent, result.outcome) == ("n/a", None, Outcome.DID_NOT_APPEAR)


def test_a_failed_exam_is_fx_by_the_newer_scale() -> None:
    assert settle(row("100", "100", "49"), POLICY, KZ_2018).mark == "FX"


@pytest.mark.parametrize(
    ("given_row", "missing"),
    [
        (Row((Decimal(80), None)), "attestation"),
        (row("80", "80"), "exam"),
        (row("80", "80", "70"), None),
        (row("10", "10"), None),
        (row("80", "80", None, Appearance.DID_NOT_APPEAR), None),
    ],
)
def test_what_is_still_missing_is_named(given_row: Row, missing: str | None) -> None:
    assert what_is_missing(given_row, POLICY) == missing


@given(MARKS, MARKS, MARKS)
def test_every_row_ends_within_bounds_and_as_its_letter_says(first: Decimal, second: Decimal, exam: Decimal) -> None:
    result = settle(Row((first, second), exam, Appearance.APPEARED), POLICY, KZ_2011)
    if first + second < 100:
        assert result.outcome is Outcome.NOT_ADMITTED
        return
    assert result.percent is not None
    assert 0 <= result.percent <= 100
    assert result.passed == (exam >= 50) == (result.percent >= 50)
    assert KZ_2011.grade_of(result.percent).letter == result.mark


@given(MARKS, MARKS, MARKS)
def test_the_order_of_equal_attestations_does_not_matter(first: Decimal, second: Decimal, exam: Decimal) -> None:
    there, back = Row((first, second), exam, Appearance.APPEARED), Row((second, first), exam, Appearance.APPEARED)
    assert settle(there, POLICY, KZ_2011) == settle(back, POLICY, KZ_2011)


@given(MARKS, MARKS, st.integers(50, 100))
def test_the_exam_mark_that_is_needed_is_enough_and_one_less_is_not(a: Decimal, b: Decimal, percent: int) -> None:
    rating = admission_rating((a, b), POLICY)
    needed = exam_needed(rating, percent, POLICY)
    if needed is None:
        assert final_percent(rating, Decimal(100), POLICY, KZ_2011) < percent
        return
    assert final_percent(rating, needed, POLICY, KZ_2011) >= percent
    assert needed == 50 or final_percent(rating, needed - 1, POLICY, KZ_2011) < percent
