"""When a new row of a policy is not taken: another shape, back-dated, dates that could never fit (R13.1, D1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from services.registration.domain import promotion
from services.registration.domain.calendar import Calendar
from services.registration.domain.reasons import Reason
from services.registration.domain.term_dates import Distances, chain, misfits

SOME_MONDAY = date(2025, 6, 30)


def refusals(
    key: str, value: Mapping[str, Any], misshapen: Collection[str], valid_from: date, today: date
) -> Iterator[Reason]:
    """Every reason at once; none means that the row is in force from its day."""
    if valid_from < today:
        yield Reason("policy_back_dated", "R13.1", {"date": f"date:{today.isoformat()}"})
    for name in misshapen:
        yield Reason("policy_misshapen", "R8.3", {"name": name})
    if key == "transfer_gpa" and not misshapen:
        for said in promotion.wrong(value["thresholds"]):
            yield Reason("not_a_gpa", "R7.1", {"said": said})
    if key in ("summer_dates", "retake_dates") and not misshapen:
        yield from misfits(chain(SOME_MONDAY, Calendar(), Distances.of(value)), Calendar())
