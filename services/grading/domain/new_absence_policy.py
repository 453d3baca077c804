"""When a new version of the policy of absences is not taken (R11.2d, R13.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.grading.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class NewAbsencePolicy:
    """What the chairman sets: levels of warning, the limit and what it leads to, from a day on."""

    valid_from: date
    season: str | None
    levels: tuple[int, ...]
    limit: int
    effect: str
    away_days: int
    holiday_days: int
    class_weeks: int


def refusals(new: NewAbsencePolicy, today: date) -> Iterator[Reason]:
    """Every reason at once; none means that it is in force from its day."""
    if new.valid_from < today:
        yield Reason("policy_back_dated", "R13.1", {"date": f"date:{today.isoformat()}"})
    if not new.levels or list(new.levels) != sorted(set(new.levels)) or not 0 < new.levels[0] <= new.levels[-1] <= 100:
        yield Reason("levels_do_not_fit", "R11.2")
