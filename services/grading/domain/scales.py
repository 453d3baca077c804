"""Scales of letters (R4.5) and the other marks (R4.6): data with a version, looked up here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Grade:
    """A row of a scale. The traditional name is a column of its own, never derived from the points."""

    letter: str
    least: int
    """Lower bound, on the rounded percent (R4.4)."""
    points: Decimal
    traditional: str
    """``excellent``, ``good``, ``satisfactory`` or ``unsatisfactory``."""
    passes: bool
    re_exam: bool = False
    printed: str = ""
    """What documents print; the letter where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A version of the scale: contiguous lower bounds from the highest down to 0."""

    version: str
    grades: tuple[Grade, ...]

    def __post_init__(self) -> None:
        bounds = [grade.least for grade in self.grades]
        if bounds != sorted(set(bounds), reverse=True) or bounds[-1:] != [0] or bounds[0] > 100:
            raise ValueError(f"the bounds of scale {self.version} must fall from at most 100 to 0: {bounds}")

    def grade_of(self, percent: int) -> Grade:
        """The row on which this whole percent falls."""
        if not 0 <= percent <= 100:
            raise ValueError(f"a percent is 0 to 100, not {percent}")
        return next(grade for grade in self.grades if percent >= grade.least)

    @property
    def lowest_pass(self) -> int:
        """The least percent that passes."""
        return min(grade.least for grade in self.grades if grade.passes)

    @property
    def failing_letters(self) -> frozenset[str]:
        return frozenset(grade.letter for grade in self.grades if not grade.passes)


@dataclass(frozen=True, slots=True)
class OtherMark:
    """A mark that is no letter (R4.6), with what it does."""

    code: str
    counts_in_gpa: bool
    earns_credit: bool
    closes_debt: bool
    makes_debt: bool
    printed: str


NOT_ADMITTED = "not_admitted"
DID_NOT_APPEAR = "n/a"
WITHDRAWN = "W"
INCOMPLETE = "I"


def scale_of(version: str, grades: Iterable[Grade]) -> Scale:
    """A scale from its rows, in whatever order they come."""
    return Scale(version, tuple(sorted(grades, key=lambda grade: -grade.least)))
