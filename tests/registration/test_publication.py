"""Why a term is not published: every reason at once, each with its rule (R8.2, R8.3, R9.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.registration.domain.calendar import Calendar
from services.registration.domain.publication import PlannedSection, TermToPublish, obstacles, required_policies
from services.registration.domain.seasons import SUMMER
from services.registration.domain.term_dates import Distances, chain

CALENDAR = Calendar()
READY = TermToPublish(
    status="agreed",
    today=date(2025, 6, 2),
    dates=chain(date(2025, 6, 30), CALENDAR, Distances()),
    spring_ends_on=date(2025, 5, 30),
    courses=frozenset({"MAT1"}),
    sections=(PlannedSection("MAT1", "1", has_teacher=True, has_times=True),),
    specialties_of_debtors=frozenset({"6B06101"}),
    priced_specialties=frozenset({"6B06101"}),
    academic_year=2024,
    policies=frozenset(required_policies(SUMMER)),
)


def codes(term: TermToPublish) -> list[str]:
    return [reason.code for reason in obstacles(term, CALENDAR)]


def test_an_agreed_term_whose_chain_fits_is_published() -> None:
    assert codes(READY) == []


def test_a_specialty_of_the_debtors_without_a_price_is_named() -> None:
    missing = replace(READY, specialties_of_debtors=frozenset({"6B06101", "6B07201"}))
    (reason,) = obstacles(missing, CALENDAR)
    assert (reason.code, reason.rule) == ("tariff_missing", "R9.2")
    assert reason.params == {"specialty": "6B07201", "year": "2024/2025"}


def test_a_course_without_a_section_and_a_section_without_teacher_or_times_are_named_together() -> None:
    bare = PlannedSection("PHY1", "2", has_teacher=False, has_times=False)
    term = replace(READY, courses=frozenset({"MAT1", "PHY1", "CHE1"}), sections=(*READY.sections, bare))
    assert codes(term) == ["course_without_section", "section_without_teacher", "section_without_times"]


def test_a_term_that_the_rectorate_has_not_agreed_to_is_not_published() -> None:
    assert codes(replace(READY, status="proposed")) == ["term_not_agreed"]


def test_a_term_is_not_published_after_its_day() -> None:
    assert codes(replace(READY, today=date(2025, 6, 9))) == ["publication_too_late"]


def test_a_missing_policy_row_is_named() -> None:
    without = replace(READY, policies=frozenset(required_policies(SUMMER)) - {"summer_limits"})
    (reason,) = obstacles(without, CALENDAR)
    assert (reason.code, reason.rule) == ("policy_missing", "R8.3")
    assert reason.params == {"policy": "text:policy.summer_limits"}
