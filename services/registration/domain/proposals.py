"""Why a dean's proposal of summer courses is not taken (R8.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.registration.domain.reasons import Reason
from services.registration.domain.term_dates import Chain


@dataclass(frozen=True, slots=True)
class WishedCourse:
    """A course as the dean wants it held, with what the office knows of it."""

    code: str
    of_faculty: bool
    wanted: int
    """Students who owe it or have signed for it."""
    by_students: bool
    """Their signatures have proposed it already (R8.2)."""
    groups: int
    capacity: int
    minimum: int
    teacher_known: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed, and what stands already."""

    starts_on: date
    decide_on: date
    dates: Chain
    courses: tuple[WishedCourse, ...]
    term_status: str | None
    term_starts_on: date | None
    faculty_has_proposed: bool
    least_minimum: int
    adds_to: str = "proposed"
    """The status of a term to which courses can be added still: ``agreed`` where nobody decides about them (R9.1)."""


def refusals(proposal: Proposal) -> Iterator[Reason]:
    """Every reason at once; none means that it is taken."""
    if proposal.term_status not in (None, proposal.adds_to):
        yield Reason("term_already_decided", "R8.2", {"status": f"text:status.{proposal.term_status}"})
    if proposal.faculty_has_proposed:
        yield Reason("already_proposed", "R8.2")
    if proposal.term_starts_on not in (None, proposal.starts_on):
        yield Reason("another_start_proposed", "R8.2", {"date": f"date:{proposal.term_starts_on}"})
    if proposal.decide_on > proposal.dates.publish_by:
        yield Reason("proposal_too_late", "D1", {"date": f"date:{proposal.dates.publish_by.isoformat()}"})
    if not proposal.courses:
        yield Reason("no_courses_proposed", "R8.2")
    for course in proposal.courses:
        yield from _course_refusals(course, proposal.least_minimum)


def _course_refusals(course: WishedCourse, least_minimum: int) -> Iterator[Reason]:
    named = {"course": course.code}
    if not course.of_faculty:
        yield Reason("course_of_another_faculty", "R1.2", named)
    if course.by_students:
        yield Reason("course_is_proposed", "R8.2", named)
    if course.wanted == 0:
        yield Reason("no_debtors_in_course", "R8.2", named)
    if course.groups < 1 or course.capacity < 1:
        yield Reason("sizes_wrong", "R3.5", named)
    if not least_minimum <= course.minimum <= course.capacity:
        yield Reason("minimum_wrong", "R8.5", {**named, "minimum": f"number:{least_minimum}"})
    if not course.teacher_known:
        yield Reason("teacher_unknown", "R8.2", named)
