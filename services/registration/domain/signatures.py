"""A proposal by students' signatures: who may sign when, and when the number is full (R8.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from services.registration.domain.purposes import Purpose
from services.registration.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class SigningWindow:
    """From which day of a year to which signatures are given (policy ``signatures``)."""

    opens_on: date
    closes_on: date

    @classmethod
    def of(cls, policy: Mapping[str, Any], year: int) -> Self:
        """The window of the calendar year in which the summer lies; the policy names month and day."""
        return cls(date.fromisoformat(f"{year}-{policy['from']}"), date.fromisoformat(f"{year}-{policy['until']}"))


@dataclass(frozen=True, slots=True)
class Signing:
    """A student's wish that a course be held, and what stands."""

    course: str
    purpose: Purpose
    studying: bool
    owes_the_course: bool
    signed_already: bool
    with_the_rectorate: bool
    """The course is proposed, by a dean or by signatures."""
    term_status: str | None
    today: date
    repeats: bool = False
    """He has passed the course, and no policy lets him repeat it for a better grade (R9.4)."""


def refusals(signing: Signing, window: SigningWindow) -> Iterator[Reason]:
    """Every reason at once; none means that the signature counts."""
    named = {"course": signing.course}
    if not signing.studying:
        yield Reason("not_studying", "R8.2")
    if signing.today < window.opens_on:
        yield Reason("signatures_not_open", "R8.2", {"date": f"date:{window.opens_on.isoformat()}"})
    if signing.today > window.closes_on:
        yield Reason("signatures_closed", "R8.2", {"date": f"date:{window.closes_on.isoformat()}"})
    if signing.signed_already:
        yield Reason("signed_already", "R8.2", named)
    if signing.with_the_rectorate:
        yield Reason("course_is_proposed", "R8.2", named)
    elif signing.term_status not in (None, "proposed"):
        yield Reason("term_already_decided", "R8.2", {"status": f"text:status.{signing.term_status}"})
    if signing.purpose is Purpose.DEBT and not signing.owes_the_course:
        yield Reason("debt_not_open", "R8.1", named)
    if signing.repeats:
        yield Reason("already_passed", "R9.4", named)


def is_full(signed: int, minimum: int) -> bool:
    """As many signatures, one a person, as the course's minimum; one is needed where the minimum is none (R8.2)."""
    return signed >= max(minimum, 1)


def may_take_back(course: str, *, signed: bool, full: bool) -> Iterator[Reason]:
    """A signature is taken back until the number is reached, not afterwards."""
    if not signed:
        yield Reason("not_signed", "R8.2", {"course": course})
    elif full:
        yield Reason("signatures_are_full", "R8.2", {"course": course})


def groups_for(wished: int, capacity: int) -> int:
    """So many groups of this size as those who want it need, at least one."""
    return max(1, -(-wished // capacity))
