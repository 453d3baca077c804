"""What a summer course is taken for, and the class of priority that follows from it (R8.1, D2)."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """The purposes of R8.1."""

    DEBT = "debt"
    DIFFERENCE = "difference"
    PREREQUISITE = "prerequisite"
    ADDITIONAL = "additional"
    EXTERNAL = "external"
    """A student of another university comes to take the course (R8.8)."""


GRADUATING, DEBT, DIFFERENCE, PREREQUISITE, ADDITIONAL, EXTERNAL, LAPSED = range(1, 8)

_CLASSES = {
    Purpose.DEBT: DEBT,
    Purpose.DIFFERENCE: DIFFERENCE,
    Purpose.PREREQUISITE: PREREQUISITE,
    Purpose.ADDITIONAL: ADDITIONAL,
    Purpose.EXTERNAL: EXTERNAL,
}


def own_purposes(*, owes: bool) -> list[Purpose]:
    """What a student of the university may take a course for: his debt if he owes it, or any other (R8.1)."""
    others = [Purpose.ADDITIONAL, Purpose.DIFFERENCE, Purpose.PREREQUISITE]
    return [Purpose.DEBT, *others] if owes else others


def priority_class(purpose: Purpose, *, graduating: bool = False, lapsed: bool = False) -> int:
    """The class: graduating, debt, difference, prerequisite, additional, external; the first is served first (D2).

    Who applies again for a course after a lapse stands at the end of the line, behind every class (D21).
    """
    if lapsed:
        return LAPSED
    return GRADUATING if graduating and purpose is not Purpose.EXTERNAL else _CLASSES[purpose]
