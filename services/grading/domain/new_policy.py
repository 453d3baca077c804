"""When a new version of the grading policy is not taken (R4, R13.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.grading.domain.reasons import Reason
from services.grading.domain.sheet_clock import SheetClock


@dataclass(frozen=True, slots=True)
class NewPolicy:
    """What the chairman sets: the numbers of R4 from a day on, for all terms or one season."""

    valid_from: date
    season: str | None
    attestation_weeks: tuple[int, ...]
    attestation_weights: tuple[int, ...]
    admission_value: Decimal
    admission_mode: str
    rating_weight: int
    exam_weight: int
    exam_minimum: Decimal
    sheet_hours: int
    repeated: str
    scale: str
    sheet_clock: str = SheetClock.CLOCK
    work_from: int = 9
    work_until: int = 18


def refusals(new: NewPolicy, today: date, scales: Collection[str]) -> Iterator[Reason]:
    """Every reason at once; none means that it is in force from its day."""
    if new.valid_from < today:
        yield Reason("policy_back_dated", "R13.1", {"date": f"date:{today.isoformat()}"})
    weeks, weights = new.attestation_weeks, new.attestation_weights
    if not weeks or list(weeks) != sorted(set(weeks)) or len(weeks) != len(weights) or not sum(weights):
        yield Reason("attestations_do_not_fit", "R4.1")
    if new.rating_weight + new.exam_weight != 100:
        yield Reason("weights_are_not_100", "R4.3")
    if not (0 <= new.admission_value <= 100 and 0 <= new.exam_minimum <= 100):
        yield Reason("bound_out_of_range", "R4.2")
    if not 0 <= new.work_from < new.work_until < 24:
        yield Reason("office_hours_do_not_fit", "R5.1")
    if new.scale not in scales:
        yield Reason("scale_unknown", "R4.5", {"scale": new.scale})
