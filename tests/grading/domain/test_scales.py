"""R4.5 and R4.6."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.grading.domain.policies import AdmissionMode
from services.grading.domain.scales import Grade, Scale, scale_of
from services.grading.domain.shipped import KZ_2011, KZ_2018, OTHER_MARKS, POLICIES, SCALES

R4_5 = """
A 95 4.0|A- 90 3.67|B+ 85 3.33|B 80 3.0|B- 75 2.67|C+ 70 2.33|C 65 2.0|
C- 60 1.67|D+ 55 1.33|D 50 1.0|F 0 0.0"""


def test_the_default_scale_is_the_one_of_the_rules() -> None:
    written = [row.split() for row in R4_5.strip().split("|")]
    assert [(g.letter, g.least, g.points) for g in KZ_2011.grades] == [(a, int(b), Decimal(c)) for a, b, c in written]


@pytest.mark.parametrize("percent", range(101))
def test_every_percent_has_the_letter_of_the_bound_under_it(percent: int) -> None:
    bounds = [(int(bound), letter) for letter, bound, _ in (row.split() for row in R4_5.strip().split("|"))]
    assert KZ_2011.grade_of(percent).letter == next(letter for bound, letter in bounds if percent >= bound)


def test_traditional_names_are_columns_of_each_version() -> None:
    old = {g.letter: g.traditional for g in KZ_2011.grades}
    new = {g.letter: g.traditional for g in KZ_2018.grades}
    assert {letter for letter, name in old.items() if name == "excellent"} == {"A", "A-"}
    assert {letter for letter, name in old.items() if name == "good"} == {"B+", "B", "B-"}
    assert old["C+"] == "satisfactory"
    assert new["C+"] == "good"
    assert old["F"] == new["FX"] == "unsatisfactory"


def test_the_newer_version_splits_the_failing_band() -> None:
    fx = KZ_2018.grade_of(49)
    assert (fx.letter, fx.points, fx.re_exam, fx.passes) == ("FX", Decimal("0.50"), True, False)
    assert [KZ_2018.grade_of(p).letter for p in (24, 25)] == ["F", "FX"]
    assert KZ_2018.grade_of(50).printed == "D-"


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.version)
def test_fifty_is_the_lowest_pass(scale: Scale) -> None:
    assert scale.lowest_pass == 50
    assert "F" in scale.failing_letters


def test_a_scale_with_a_gap_at_the_bottom_is_refused() -> None:
    with pytest.raises(ValueError, match="bounds"):
        scale_of("broken", [Grade("A", 90, Decimal(4), "excellent", True)])


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_percent_outside_the_scale_has_no_letter(percent: int) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        KZ_2011.grade_of(percent)


def test_what_counts_as_a_fail_makes_a_debt_and_counts_in_the_gpa() -> None:
    marks = {mark.code: mark for mark in OTHER_MARKS}
    assert set(marks) == {"I", "P", "NP", "W", "AU", "R", "n/a", "not_admitted"}
    assert all(marks[code].makes_debt and marks[code].counts_in_gpa for code in ("n/a", "not_admitted"))
    assert not marks["W"].makes_debt
    assert not marks["W"].counts_in_gpa


def test_the_shipped_policies_are_the_defaults_of_the_rules() -> None:
    year, summer = POLICIES
    assert year.attestation_weeks == (7, 15)
    assert summer.attestation_weeks == (2, 4)
    for policy in POLICIES:
        assert (policy.rating_weight, policy.exam_weight, policy.sheet_hours) == (60, 40, 24)
        assert policy.exam_minimum == policy.admission_value == Decimal(50)
        assert policy.admission_mode is AdmissionMode.MEAN
