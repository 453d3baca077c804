"""When to remind of an invoice that is not paid yet (R13.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction

DAYS_BEFORE = (7, 3, 1)
PARTS = (Fraction(1, 2), Fraction(9, 10))


def moments(issued_at: datetime, due_at: datetime, days_before: Iterable[int] = DAYS_BEFORE) -> list[datetime]:
    """7, 3 and 1 days before; where the time is shorter than the first of these, at its 1/2 and 9/10 (R13.1)."""
    days = sorted(days_before, reverse=True)
    given = due_at - issued_at
    if given <= timedelta(0):
        return []
    if not days or given <= timedelta(days=days[0]):
        seconds = int(given.total_seconds())
        return [issued_at + timedelta(seconds=int(seconds * part)) for part in PARTS]
    return [due_at - timedelta(days=number) for number in days]
