"""When a person may be made nameless: he is no staff, left long ago, and nothing of his is open (R1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.registration.domain.reasons import Reason

STILL_HERE = ("studying", "on_leave")


@dataclass(frozen=True, slots=True)
class Person:
    """What the office knows of him."""

    is_staff: bool
    status: str
    """Of a student; empty where he never was one."""
    last_on: date
    """The last day of the last term in which he took part."""
    open_cases: int
    owes: bool
    asked: bool
    """The act has been asked for, or done, before."""


def kept_until(last_on: date, years: int) -> date:
    """Until then the papers of one who left are needed (policy)."""
    year = last_on.year + years
    return date(year, 2, 28) if (last_on.month, last_on.day) == (2, 29) else last_on.replace(year=year)


def refusals(person: Person, years: int, today: date) -> Iterator[Reason]:
    """Every reason at once; none means that it may be asked for."""
    if person.is_staff:
        yield Reason("staff_is_named", "R1.2")
    if person.status in STILL_HERE:
        yield Reason("still_a_student", "R1.2", {"status": f"text:status.{person.status}"})
    until = kept_until(person.last_on, years)
    if today <= until:
        yield Reason("kept_until", "R1.2", {"until": f"date:{until.isoformat()}", "years": str(years)})
    if person.open_cases:
        yield Reason("cases_are_open", "R1.2", {"number": str(person.open_cases)})
    if person.owes:
        yield Reason("money_is_open", "R14.1")
    if person.asked:
        yield Reason("anonymising_asked", "R1.2")
