"""Exact numbers, rounded once, HALF_UP, at the end."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor


def half_up(value: Fraction | Decimal | int, decimals: int = 0) -> Decimal:
    """The number with so many decimals; a tie goes up (R4.4, R6.1). Marks and points are never negative."""
    scaled = floor(Fraction(value) * 10**decimals + Fraction(1, 2))
    return Decimal(scaled).scaleb(-decimals)


def cut(value: Fraction | Decimal | int, decimals: int) -> Decimal:
    """The number with so many decimals, the rest left off: what is below a bound is never shown as the bound."""
    return Decimal(floor(Fraction(value) * 10**decimals)).scaleb(-decimals)
