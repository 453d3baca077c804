"""A share of an amount in whole tiyn, and how it is made up of several payments (R8.7, D15)."""

from __future__ import annotations

from collections.abc import Sequence


def share_of(amount: int, part: int, whole: int) -> int:
    """``part`` of ``whole`` of an amount, HALF_UP to the tiyn. Raises ValueError for no share."""
    if not 0 <= part <= whole or whole < 1:
        raise ValueError(f"no share: {part} of {whole}")
    return (2 * amount * part + whole) // (2 * whole)


def made_up(amounts: Sequence[int], part: int, whole: int) -> list[int]:
    """The share of each of several payments; together they are the share of their sum, to the tiyn."""
    shares, before, through = [], 0, 0
    for amount in amounts:
        through += amount
        until = share_of(through, part, whole)
        shares.append(until - before)
        before = until
    return shares
