"""The GPA with which a student is moved to the next year of study, as the council sets it each year (R7.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

HIGHEST = Decimal(4)


def as_gpa(said: str) -> Decimal | None:
    """A GPA as it was written, with a point or a comma; None if it is none."""
    try:
        found = Decimal(said.replace(",", "."))
    except InvalidOperation:
        return None
    return found if 0 <= found <= HIGHEST else None


def thresholds(said: Iterable[str]) -> dict[int, Decimal]:
    """By year of study from the first on; nothing while the council has not set them."""
    found = ((year, as_gpa(one)) for year, one in enumerate(said, start=1))
    return {year: gpa for year, gpa in found if gpa is not None}


def wrong(said: Sequence[str]) -> list[str]:
    """What is written among them and is no GPA."""
    return [one for one in said if as_gpa(one) is None]
