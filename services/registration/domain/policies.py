"""When a new row of a policy is not taken: another shape, back-dated, dates that could never fit (R13.1, D1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from services.registration.domain.calendar import Calendar
from services.registration.domain.reasons import Reason
from services.registration.domain.term_dates import Distances, chain, misfits

SOME_MONDAY = date(2025, 6, 30)


def refusals(
    key: str, value: Mapping[str, Any], before: Mapping[str, Any] | None, valid_from: date, today: date
) -> Iterator[Reason]:
    """Every reason at once; none means that the row is in force from its day."""
    if before is None:
        yield Reason("policy_unknown", "R8.3", {"policy": key})
        return
    if valid_from < today:
        yield Reason("policy_back_dated", "R13.1", {"date": f"date:{today.isoformat()}"})
    wrong = sorted(name for name in before.keys() | value.keys() if not _fits(value.get(name), before.get(name)))
    for name in wrong:
        yield Reason("policy_misshapen", "R8.3", {"name": name})
    if key == "summer_dates" and not wrong:
        yield from misfits(chain(SOME_MONDAY, Calendar(), Distances.of(value)), Calendar())


def _fits(value: Any, before: Any) -> bool:
    """Of the same kind as what stands; numbers are whole and not below zero."""
    if isinstance(before, list):
        return isinstance(value, list) and all(_fits(one, known) for one in value for known in before[:1])
    if isinstance(before, bool) or isinstance(value, bool) or not isinstance(before, int):
        return before is not None and type(value) is type(before)
    return isinstance(value, int) and value >= 0
