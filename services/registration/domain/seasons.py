"""The summer term, and the general periods before autumn and spring in which failed courses are repeated (R9.1)."""

from __future__ import annotations

from datetime import date

SUMMER, AUTUMN, SPRING = "summer", "autumn", "spring"
RETAKES = (AUTUMN, SPRING)
_LAST_MONTH_OF_SUMMER = 8


def policy(season: str, what: str) -> str:
    """The key of the policy that sets this of a term of the season: ``summer_dates``, ``retake_dates``."""
    return f"{'summer' if season == SUMMER else 'retake'}_{what}"


def academic_year(season: str, starts_on: date) -> int:
    """The year in which the academic year began that a term of this season, with this first day, belongs to (R9.2)."""
    if season == AUTUMN:
        return starts_on.year
    return starts_on.year if starts_on.month > _LAST_MONTH_OF_SUMMER else starts_on.year - 1
