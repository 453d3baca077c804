"""The classes of a section by date: its weekly times, the days of its term, without days off (R2.1)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A class of every week: Monday is 1; hours as ``09:00``."""

    weekday: int
    starts: str
    ends: str
    room: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A class on its day."""

    day: date
    starts: str
    ends: str
    room: str

    @property
    def key(self) -> str:
        """By which the timetable finds it again, also after it was moved."""
        return f"{self.day.isoformat()}T{self.starts}"


def classes(times: Sequence[Weekly], first: date, last: date, off: Collection[date]) -> Iterator[Planned]:
    """Every class from the first day of classes to the last, in order; on a day off none is held (R2.1)."""
    day = first
    while day <= last:
        if day not in off:
            for one in sorted(times, key=lambda time: time.starts):
                if one.weekday == day.isoweekday():
                    yield Planned(day, one.starts, one.ends, one.room)
        day += DAY


def last_day(starts_on: date, ends_on: date, weeks: int, told: date | None) -> date:
    """The last day of classes: as the chain of dates says, else so many weeks after the start (R2.1)."""
    return min(ends_on, told or starts_on + weeks * WEEK - DAY)


def back_after(first: date, last: date, is_off: Callable[[date], bool], least: int) -> Iterator[date]:
    """The days on which students come back: the term's first that is worked, and each after so many days off."""
    run, day = least, first
    while day <= last:
        if is_off(day):
            run += 1
        else:
            if run >= least:
                yield day
            run = 0
        day += DAY
