"""Percent and letter of records by the scale in force by default (R4.4, R4.5): exact until the one rounding."""

from bisect import bisect_right
from fractions import Fraction

LETTERS = ("F", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A")
LOWER_BOUNDS = (0, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95)
HUNDREDTHS = (0, 100, 133, 167, 200, 233, 267, 300, 333, 367, 400)
"""Points of each letter, times 100."""

POINTS = dict(zip(LETTERS, HUNDREDTHS, strict=True))


def whole(value: Fraction) -> int:
    """A number that is not negative, rounded to a whole one HALF_UP (R4.4)."""
    return int(value + Fraction(1, 2))


def within(percent: int, low: int, high: int) -> int:
    """The percent, kept within a band."""
    return max(low, min(high, percent))


def letter(percent: int) -> str:
    """The letter of a percent from 0 to 100 (R4.5)."""
    return LETTERS[bisect_right(LOWER_BOUNDS, percent) - 1]
