"""Exceptions: what may be asked, who may not decide, which holds may be lifted (R1.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.registration.domain.reasons import Reason


class Kind(StrEnum):
    """What is done out of the order that holds for everybody."""

    HOLD_LIFTED = "hold_lifted"
    """A hold does not stop this student's application for this section (R3.8, D24)."""
    CAPACITY_RAISED = "capacity_raised"
    """Seats are added to an open section (R3.5, D21)."""
    COURSE_CANCELLED = "course_cancelled"
    """Classes that have begun end at once, before the days are over in which a teacher is sought (D7)."""
    OUT_OF_TURN = "out_of_turn"
    """A place before all others in the line (R3.5)."""


LIFTABLE = frozenset({
    "at_practice", "time_clash", "too_many_courses", "too_many_credits", "unpaid_fees", "plan_not_approved",
    "prerequisite_missing", "lapsed_too_often",
})  # fmt: skip
"""Holds that rest on the student's own circumstances; no act opens a closed window or makes a debt."""

BY_THE_ADVISER = frozenset({"at_practice", "plan_not_approved", "prerequisite_missing", "time_clash"})
"""Holds that the student's adviser may lift (D24); the others are the leading office's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, as far as the rule looks at it."""

    kind: Kind
    reason: str
    hold: str = ""
    already_asked: bool = False


def refusals(asked: Asked) -> Iterator[Reason]:
    """Why it can't be asked at all."""
    if not asked.reason.strip():
        yield Reason("exception_without_reason", "R1.4")
    if asked.already_asked:
        yield Reason("exception_asked_already", "R1.4")
    if asked.kind is Kind.HOLD_LIFTED and asked.hold not in LIFTABLE:
        yield Reason("hold_stays", "R3.8")


def objections(status: str, by: UUID, not_by: Collection[UUID | None]) -> Iterator[Reason]:
    """Why this person can't decide now: it is decided, or he asked, or it is his own matter (R1.2, R1.4)."""
    if status != "asked":
        yield Reason("exception_decided_already", "R1.4", {"status": f"text:status.{status}"})
    if by in not_by:
        yield Reason("not_for_oneself", "R1.2")
