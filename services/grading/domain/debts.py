"""Academic debts: what a course's attempts leave open (R4.6, R9.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt as far as a debt is concerned."""

    attempt_id: UUID
    taken_on: date
    attempt_no: int
    makes_debt: bool
    closes_debt: bool
    reason: str | None = None
    """``failed``, ``not_admitted``, ``did_not_appear``, where it makes a debt."""
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the attempts at one course come to: a debt, open or closed by the attempt named."""

    open: bool
    decided_by: Try


def standing(attempts: Iterable[Try]) -> Standing | None:
    """The last attempt that makes or closes a debt decides; one that does neither (W) changes nothing (R9.1)."""
    telling = [attempt for attempt in attempts if attempt.makes_debt or attempt.closes_debt]
    if not telling:
        return None
    last = max(telling, key=lambda attempt: (attempt.taken_on, attempt.attempt_no, str(attempt.attempt_id)))
    return Standing(open=last.makes_debt, decided_by=last)
