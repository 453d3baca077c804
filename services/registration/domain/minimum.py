"""The minimum of a course, counted at T-5 12:00: its sections are merged first, then it is held or not (R8.5, D6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.registration.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Group:
    """A section as the count sees it: seats taken in any way, and those that are paid for in its window."""

    section_id: UUID
    label: str
    capacity: int
    taken: int
    paid: int
    minimum: int

    @property
    def is_under(self) -> bool:
        return self.paid < self.minimum


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which sections stay, which are merged into them, or that the course is not held."""

    stay: tuple[Group, ...] = ()
    merged: tuple[Group, ...] = ()
    cancelled: tuple[Group, ...] = ()


def count(groups: Sequence[Group]) -> Verdict:
    """What becomes of the sections of one course.

    All at their minimum: they stay as they are. Together under the lowest of their minimums: the course is not held,
    and nobody is moved for nothing. Else those that are needed for the seats taken stay, the largest first.
    """
    if not any(group.is_under for group in groups):
        return Verdict(stay=tuple(groups))
    if sum(group.paid for group in groups) < min(group.minimum for group in groups):
        return Verdict(cancelled=tuple(groups))
    return merged(groups)


def changes(groups: Sequence[Group]) -> bool:
    """Whether the count moves anybody of this course."""
    found = count(groups)
    return bool(found.merged or found.cancelled)


def merged(groups: Sequence[Group]) -> Verdict:
    """As few sections as have room for everybody who has a seat."""
    order = sorted(groups, key=lambda group: (-group.capacity, -group.taken, group.label))
    taken, room, needed = sum(group.taken for group in groups), 0, 0
    while room < taken or needed == 0:
        room += order[needed].capacity
        needed += 1
    return Verdict(stay=tuple(order[:needed]), merged=tuple(order[needed:]))


def places(stay: Sequence[Group], people: Iterable[UUID]) -> Mapping[UUID, UUID]:
    """Into which of the sections that stay each of these goes: the free seats of the first of them first."""
    free = (group.section_id for group in stay for _ in range(group.capacity - group.taken))
    return dict(zip(people, free, strict=False))


def against_merging(target: Group, others: Sequence[Group]) -> Iterator[Reason]:
    """Why the office can't make these sections one (R8.5)."""
    taken = sum(group.taken for group in (target, *others))
    if not others:
        yield Reason("nothing_to_merge", "R8.5")
    if taken > target.capacity:
        seats = {"taken": f"number:{taken}", "capacity": f"number:{target.capacity}"}
        yield Reason("merged_too_small", "R3.5", seats)
