"""Times for summer sections where the proposal names none: slots in turn, no teacher in two rooms at once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class WeeklyClass:
    """A class of every week: Monday is 1; hours of Almaty."""

    weekday: int
    starts: time
    ends: time
    room: str = ""

    def clashes(self, other: WeeklyClass) -> bool:
        """Whether both are at the same time; one that ends when the other starts does not clash."""
        return self.weekday == other.weekday and self.starts < other.ends and other.starts < self.ends


_DAYS = ((1, 3, 5), (2, 4, 6))
_HOURS = ((time(9), time(11, 30)), (time(12), time(14, 30)), (time(15), time(17, 30)), (time(18), time(20, 30)))
SLOTS: tuple[tuple[WeeklyClass, ...], ...] = tuple(
    tuple(WeeklyClass(day, starts, ends) for day in days) for starts, ends in _HOURS for days in _DAYS
)
"""Three classes a week at the same hour."""


def planned(teachers: Sequence[Hashable | None], first: int = 0) -> list[tuple[WeeklyClass, ...]]:
    """Classes for sections in turn, given each one's teacher; empty for one whose teacher has no free slot left.

    A section without a teacher takes its slot in turn; whoever is named for it later is asked about then.
    """
    busy: dict[Hashable, set[int]] = {}
    found: list[tuple[WeeklyClass, ...]] = []
    for turn, teacher in enumerate(teachers, start=first):
        taken = busy.setdefault(teacher, set()) if teacher is not None else set()
        free = [slot % len(SLOTS) for slot in range(turn, turn + len(SLOTS)) if slot % len(SLOTS) not in taken]
        if free:
            taken.add(free[0])
        found.append(SLOTS[free[0]] if free else ())
    return found


def clashing(classes: Mapping[str, Sequence[WeeklyClass]], wanted: Sequence[WeeklyClass]) -> list[str]:
    """The names under which classes stand that clash with the wanted ones."""
    return [
        name for name, existing in classes.items() if any(one.clashes(other) for one in existing for other in wanted)
    ]
