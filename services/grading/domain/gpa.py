"""The grade point average with its derivation: which attempts count, and why the others do not (R6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from services.grading.domain.exact import half_up
from services.grading.domain.policies import Repeated


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a course, as it stands in the record for ever."""

    attempt_id: UUID
    course_id: UUID
    credits: int
    mark: str
    points: Decimal | None
    """None where the mark does not count in the GPA (W, P …: R4.6)."""
    taken_on: date
    attempt_no: int = 1
    in_gpa: bool = True
    """The course's flag (R6.2)."""

    @property
    def order(self) -> tuple[date, int, str]:
        """What makes an attempt the later one."""
        return (self.taken_on, self.attempt_no, str(self.attempt_id))


class Why(StrEnum):
    """Why an attempt counts, or does not."""

    COUNTED = "counted"
    REPEATED_LATER = "repeated_later"
    NOT_THE_BEST = "not_the_best"
    MARK_NOT_COUNTED = "mark_not_counted"
    COURSE_OUTSIDE = "course_outside"


@dataclass(frozen=True, slots=True)
class Line:
    """An attempt in the derivation; its weight is points x credits where it counts."""

    attempt: Attempt
    why: Why

    @property
    def counted(self) -> bool:
        return self.why is Why.COUNTED

    @property
    def weight(self) -> Decimal:
        return (self.attempt.points or Decimal(0)) * self.attempt.credits if self.counted else Decimal(0)


@dataclass(frozen=True, slots=True)
class Gpa:
    """The average as printed, its sums, and every attempt with why it counts or does not."""

    value: Decimal | None
    """Two decimals HALF_UP; None where no credit counts."""
    points: Decimal
    credits: int
    lines: tuple[Line, ...]


def gpa(attempts: Iterable[Attempt], repeated: Repeated) -> Gpa:
    """GPA = sum(points x credits) / sum(credits) over these attempts (R6.1): of a term, a year, or the whole study.

    F counts 0 with its credits; a repeated course counts once, by the policy (R6.2); W and the like never do.
    """
    known = sorted(attempts, key=lambda attempt: attempt.order)
    kept = _kept(known, repeated)
    lines = tuple(Line(attempt, _why(attempt, kept, repeated)) for attempt in known)
    points = sum((line.weight for line in lines), Decimal(0))
    credits = sum(line.attempt.credits for line in lines if line.counted)
    value = half_up(Fraction(points) / credits, 2) if credits else None
    return Gpa(value, points, credits, lines)


def _kept(attempts: Sequence[Attempt], repeated: Repeated) -> frozenset[UUID]:
    """The attempts that stand for their courses; those whose mark does not count stand for nothing."""
    by_course: dict[UUID, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        if attempt.points is not None:
            by_course[attempt.course_id].append(attempt)
    return frozenset(attempt.attempt_id for tries in by_course.values() for attempt in _standing(tries, repeated))


def _standing(tries: Sequence[Attempt], repeated: Repeated) -> Sequence[Attempt]:
    if repeated is Repeated.ALL:
        return tries
    if repeated is Repeated.BEST:
        return [max(tries, key=lambda attempt: (attempt.points or Decimal(0), attempt.order))]
    return [max(tries, key=lambda attempt: attempt.order)]


def _why(attempt: Attempt, kept: frozenset[UUID], repeated: Repeated) -> Why:
    if attempt.points is None:
        return Why.MARK_NOT_COUNTED
    if not attempt.in_gpa:
        return Why.COURSE_OUTSIDE
    if attempt.attempt_id in kept:
        return Why.COUNTED
    return Why.NOT_THE_BEST if repeated is Repeated.BEST else Why.REPEATED_LATER
