"""What a university decides about marks: rows with a date from which they are in force, handed to the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from services.grading.domain.sheet_clock import SheetClock


class AdmissionMode(StrEnum):
    """What must reach the admission value: the mean of the attestations, or each of them (R4.2)."""

    MEAN = "mean"
    EACH = "each"


class Repeated(StrEnum):
    """Which attempt of a repeated course counts in the GPA (R6.2)."""

    LAST = "last"
    BEST = "best"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of what is decided, with the scope for which it holds; the most specific scope wins."""

    version: int
    valid_from: date
    season: str | None
    """Only for this season (summer has other attestation weeks, R4.1); None for all."""
    course_id: UUID | None
    """Only for this course, by its syllabus; None for all."""
    attestation_weeks: tuple[int, ...]
    attestation_weights: tuple[int, ...]
    admission_value: Decimal
    admission_mode: AdmissionMode
    rating_weight: int
    exam_weight: int
    exam_minimum: Decimal
    sheet_hours: int
    """Hours from the exam's scheduled end to enter the results (R5.1)."""
    repeated: Repeated
    scale: str
    sheet_clock: SheetClock = SheetClock.CLOCK
    work_from: int = 9
    work_until: int = 18
    """The hours of the office, where only they count (R5.1)."""

    def __post_init__(self) -> None:
        if len(self.attestation_weeks) != len(self.attestation_weights) or not sum(self.attestation_weights):
            raise ValueError(f"policy {self.version}: one weight for each attestation, not all of them 0")
        if self.rating_weight + self.exam_weight != 100:
            raise ValueError(f"policy {self.version}: rating and exam must weigh 100 together")

    @property
    def attestations(self) -> int:
        """How many attestations there are."""
        return len(self.attestation_weeks)


def in_force(policies: Iterable[Policy], day: date, *, season: str | None, course_id: UUID | None) -> Policy:
    """The policy for a course in a term on this day: of those that cover it the most specific, then the newest.

    Raises LookupError where none is in force.
    """
    found = [
        policy
        for policy in policies
        if policy.valid_from <= day and policy.season in (None, season) and policy.course_id in (None, course_id)
    ]
    if not found:
        raise LookupError(f"no grading policy is in force on {day}")
    return max(found, key=lambda p: (p.course_id is not None, p.season is not None, p.valid_from, p.version))
