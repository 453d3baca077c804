"""Why a summer term can't be published: everything at once, each with its rule (R8.2, R8.3, R9.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.registration.domain.calendar import Calendar
from services.registration.domain.reasons import Reason
from services.registration.domain.seasons import SUMMER, policy
from services.registration.domain.term_dates import Chain, misfits

_OF_SEASON = {"dates": "D1", "limits": "R8.3", "minimum": "R8.5"}


def required_policies(season: str) -> dict[str, str]:
    """Policies without which a term would run on guesses, with the rule that asks for each."""
    return {**{policy(season, what): rule for what, rule in _OF_SEASON.items()}, "offer_hours": "D20"}


@dataclass(frozen=True, slots=True)
class PlannedSection:
    """What of a section must stand before students may choose it."""

    course: str
    label: str
    has_teacher: bool
    has_times: bool


@dataclass(frozen=True, slots=True)
class TermToPublish:
    """The facts about an agreed term."""

    status: str
    today: date
    dates: Chain
    spring_ends_on: date | None
    courses: frozenset[str]
    sections: tuple[PlannedSection, ...]
    specialties_of_debtors: frozenset[str]
    priced_specialties: frozenset[str]
    academic_year: int
    policies: frozenset[str]
    season: str = SUMMER


def obstacles(term: TermToPublish, calendar: Calendar) -> Iterator[Reason]:
    """Every reason why this term is not published; none means it is."""
    if term.status != "agreed":
        yield Reason("term_not_agreed", "R8.2", {"status": f"text:status.{term.status}"})
    if term.today > term.dates.publish_by:
        yield Reason("publication_too_late", "D1", {"date": f"date:{term.dates.publish_by.isoformat()}"})
    yield from misfits(term.dates, calendar, term.spring_ends_on)
    yield from _sections_missing(term)
    yield from _prices_missing(term)
    required = required_policies(term.season)
    for missing in sorted(required.keys() - term.policies):
        yield Reason("policy_missing", required[missing], {"policy": f"text:policy.{missing}"})


def _sections_missing(term: TermToPublish) -> Iterator[Reason]:
    if not term.sections:
        yield Reason("no_sections", "R8.2")
    for course in sorted(term.courses - {section.course for section in term.sections}):
        yield Reason("course_without_section", "R8.2", {"course": course})
    for section in term.sections:
        named = {"course": section.course, "section": section.label}
        if not section.has_teacher:
            yield Reason("section_without_teacher", "R8.2", named)
        if not section.has_times:
            yield Reason("section_without_times", "R3.8", named)


def _prices_missing(term: TermToPublish) -> Iterator[Reason]:
    year = f"{term.academic_year}/{term.academic_year + 1}"
    for specialty in sorted(term.specialties_of_debtors - term.priced_specialties):
        yield Reason("tariff_missing", "R9.2", {"specialty": specialty, "year": year})
