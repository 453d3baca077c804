"""Acting for another: a student's objection to what was done for him, a delegate by name (R1.2, D26)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registration.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a dean names, from when to when, for which acts, and why."""

    principal_id: UUID
    delegate_id: UUID
    acts: Collection[str]
    valid_from: date
    valid_until: date
    reason: str


def naming_refused(named: Named, delegable: Collection[str], today: date) -> Iterator[Reason]:
    """Why nobody is named so."""
    if not named.reason.strip():
        yield Reason("reason_missing", "R1.2")
    if named.delegate_id == named.principal_id:
        yield Reason("delegate_oneself", "R1.2")
    if not named.acts or not set(named.acts) <= set(delegable):
        yield Reason("delegate_acts", "R1.2")
    if not today <= named.valid_from <= named.valid_until:
        yield Reason("delegate_dates", "R1.2")


def objection_refused(words: str, *, already: bool) -> Iterator[Reason]:
    """Why a student's objection is not taken."""
    if not words.strip():
        yield Reason("reason_missing", "R1.2")
    if already:
        yield Reason("objected_already", "R1.2")


def decision_refused(decider: UUID, staff: UUID, *, objected: bool, decided: bool) -> Iterator[Reason]:
    """Why this person can't decide about it now: never the one who acted."""
    if decider == staff:
        yield Reason("not_for_oneself", "R1.2")
    if not objected or decided:
        yield Reason("nothing_to_decide", "R1.2")
