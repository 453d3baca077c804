"""By when a debt is to be removed: a date of the policy, a year or more after the course was failed (R9.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

FIRST_MONTH = 9
"""An academic year begins in September."""


def year_of(day: date) -> int:
    """The year in which the academic year of this day began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def year_from_to(academic_year: int) -> tuple[date, date]:
    """The first day of an academic year, and of the next one."""
    return date(academic_year, FIRST_MONTH, 1), date(academic_year + 1, FIRST_MONTH, 1)


def final_on(academic_year: int, policy: Mapping[str, Any]) -> date:
    """The final date for removing what was failed in an academic year: so many years later, on this day (R9.3)."""
    year = academic_year + int(policy["years"])
    month = int(policy["month"])
    return date(year if month >= FIRST_MONTH else year + 1, month, int(policy["day"]))
