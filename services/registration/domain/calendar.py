"""Working days: Monday to Friday without holidays, and the days that the government moved (R2.1, R13.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
_FRIDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off, and weekend days that are worked instead of another day."""

    days_off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether the office and the banks work on this day."""
        return day in self.worked or (day.isoweekday() <= _FRIDAY and day not in self.days_off)

    def forward(self, day: date) -> date:
        """A payment or a duty that falls on a day off moves to the next working day (R13.1)."""
        while not self.is_working(day):
            day += DAY
        return day

    def back(self, day: date) -> date:
        """A date before a start that falls on a day off moves earlier (R13.1)."""
        while not self.is_working(day):
            day -= DAY
        return day

    def shift(self, day: date, working_days: int) -> date:
        """The day this many working days after (or, if negative, before) a day; the day itself is not counted."""
        step = DAY if working_days > 0 else -DAY
        for _ in range(abs(working_days)):
            day = self.forward(day + step) if working_days > 0 else self.back(day + step)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after the first day, up to and including the last."""
        return sum(self.is_working(first + DAY * n) for n in range(1, (last - first).days + 1))
