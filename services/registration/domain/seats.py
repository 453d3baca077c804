"""Seats of a section: never one more than its capacity, and a freed one goes to the line first (R3.5, D21)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class SeatChange(StrEnum):
    """Why the occupation of a section changed."""

    HELD = "held"
    """Given by the draw or on arrival."""
    OFFERED = "offered"
    """Kept for the one in the line to whom it is offered."""
    FREED = "freed"
    """Given back: not paid, declined, not answered, left."""


@dataclass(frozen=True, slots=True)
class Seats:
    """Capacity, seats taken (held, offered, confirmed alike), and how many wait in the line."""

    capacity: int
    taken: int = 0
    waiting: int = 0

    @property
    def to_take(self) -> int:
        """Seats that somebody who comes now may take: none while anybody waits (D21)."""
        return 0 if self.waiting else self.free

    @property
    def free(self) -> int:
        return self.capacity - self.taken

    def arrive(self, number: int) -> Seats:
        """So many come: seats while there are any, the others join the line."""
        held = min(number, self.to_take)
        return replace(self, taken=self.taken + held, waiting=self.waiting + number - held)

    def offer(self) -> Seats:
        """Free seats are kept for the first of the line."""
        number = min(self.free, self.waiting)
        return replace(self, taken=self.taken + number, waiting=self.waiting - number)

    def give_back(self, number: int) -> Seats:
        """So many seats are free again."""
        return replace(self, taken=self.taken - number)


def highest(taken_after: Iterable[int]) -> int:
    """The highest occupation that a section has ever had, from its history."""
    return max(taken_after, default=0)
