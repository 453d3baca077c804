"""Leaving a course of the summer term: why, and what share of what was paid goes back (R8.7, D7, D8, D14, D24)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

WEEK = timedelta(days=7)
AFTER_CHANGED_TIMES = timedelta(hours=24)


class Why(StrEnum):
    """Why somebody leaves, or has to."""

    OWN_WISH = "own_wish"
    TIMES_CHANGED = "times_changed"
    """The times of his section were changed after he had paid (D24)."""
    ILLNESS = "illness"
    ACADEMIC_LEAVE = "academic_leave"
    EXPELLED = "expelled"
    LEFT = "left"
    DIED = "died"
    UNIVERSITY = "university"
    """It is the university's fault."""
    TERM_WITHDRAWN = "term_withdrawn"
    COURSE_CANCELLED = "course_cancelled"
    COURSE_NOT_HELD = "course_not_held"
    """Too few have paid for the course (R8.5, D6)."""
    DEBT_GONE = "debt_gone"
    ROWS_REFUSED = "rows_refused"
    """Paid, but the sheet can't take his line."""
    ADVISER_OBJECTED = "adviser_objected"
    """His adviser objected in time (R8.3)."""
    NOT_REPAID = "not_repaid"
    """His payment turned out to be another's, and was not repaid in time (D16)."""
    LETTER_REFUSED = "letter_refused"
    """The office refused the papers of a student of another university (R8.8)."""


ALL_BACK = frozenset({
    Why.TIMES_CHANGED, Why.DIED, Why.UNIVERSITY, Why.TERM_WITHDRAWN, Why.COURSE_CANCELLED, Why.DEBT_GONE,
    Why.ROWS_REFUSED, Why.ADVISER_OBJECTED, Why.LETTER_REFUSED, Why.COURSE_NOT_HELD, Why.NOT_REPAID,
})  # fmt: skip
"""Nothing of it is his doing, and he keeps nothing of it: 100 % at any moment (R8.2, R8.7, D7, D8, D14, D24)."""
BY_OFFICE = (Why.OWN_WISH, Why.ILLNESS, Why.ACADEMIC_LEAVE, Why.UNIVERSITY)
"""What the office may name when it acts on a paper."""
OF_STATUS: Mapping[str, Why] = {
    "expelled": Why.EXPELLED, "left": Why.LEFT, "on_leave": Why.ACADEMIC_LEAVE, "deceased": Why.DIED,
}  # fmt: skip
"""What a student's new standing makes of his places; who is transferred may finish as an external (D14)."""


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole`` of what was paid."""

    part: int
    whole: int = 100

    def of(self, tiyn: int) -> int:
        """The share of an amount, HALF_UP to the tiyn, as billing works it out."""
        return (2 * tiyn * self.part + self.whole) // (2 * self.whole)


EVERYTHING = Share(100)


@dataclass(frozen=True, slots=True)
class RefundTable:
    """The table of the offer that was accepted, with the causes for which what was not held goes back (R8.7)."""

    before_start: int
    weeks: tuple[int, ...]
    later: int
    pro_rata: frozenset[str] = frozenset()

    @classmethod
    def of(cls, value: Mapping[str, Any], pro_rata: Sequence[str] = ()) -> RefundTable:
        """From a policy's value, as the offer keeps it."""
        return cls(value["before_start"], tuple(value["weeks"]), value["later"], frozenset(pro_rata))


@dataclass(frozen=True, slots=True)
class Classes:
    """The first day of classes, and the first day without any."""

    begin_on: date
    end_on: date


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the table as it falls on days: who leaves by that day gets so much."""

    through: date | None
    percent: int


def share(why: Why, day: date, classes: Classes, table: RefundTable) -> Share:
    """What goes back to one who leaves on this day for this cause (R8.7)."""
    if why in ALL_BACK or day < classes.begin_on:
        return EVERYTHING if why in ALL_BACK else Share(table.before_start)
    if why in table.pro_rata:
        return _not_held(day, classes)
    return Share(next(step.percent for step in steps(classes, table) if step.through is None or day <= step.through))


def steps(classes: Classes, table: RefundTable) -> Iterator[Step]:
    """The table on the days of a term."""
    yield Step(classes.begin_on - timedelta(days=1), table.before_start)
    for nth, percent in enumerate(table.weeks, start=1):
        yield Step(classes.begin_on + nth * WEEK - timedelta(days=1), percent)
    yield Step(None, table.later)


def _not_held(day: date, classes: Classes) -> Share:
    """The days of classes that were still to come, of all of them."""
    whole = max(1, (classes.end_on - classes.begin_on).days)
    return Share(max(0, (classes.end_on - day).days), whole)


def may_leave_freely(changed_at: datetime | None, now: datetime) -> bool:
    """Whether the times of his section were changed in the last 24 hours (D24)."""
    return changed_at is not None and changed_at <= now <= changed_at + AFTER_CHANGED_TIMES
