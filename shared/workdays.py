"""Working days: Monday to Friday, but for what the office's table of days off says (R2.1, R13.1).

Registration owns the table; who counts working days keeps a copy of it, which begins with the same days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import holidays
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.contracts.registration import HolidaysChanged
from shared.messaging import upsert_copy

YEARS = range(2013, 2036)
DAY = timedelta(days=1)
_FRIDAY = 5
_KNOWN = "workdays"


@dataclass(frozen=True, slots=True)
class Workdays:
    """Which days are worked: the table says it for a day, or the weekday does."""

    table: Mapping[date, bool] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether the office and the banks work on this day."""
        return self.table.get(day, day.isoweekday() <= _FRIDAY)

    def after(self, day: date, number: int) -> date:
        """The number-th working day after this day; the day itself is not counted."""
        while number > 0:
            day += DAY
            number -= self.works(day)
        return day

    def between(self, earlier: date, later: date) -> int:
        """How many working days lie after the one day, up to and with the other."""
        return sum(self.works(earlier + DAY * step) for step in range(1, (later - earlier).days + 1))


class DayOffCopy:
    """The columns of a service's copy of the table."""

    day: Mapped[date] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    works: Mapped[bool]


def shipped() -> dict[date, bool]:
    """What the table begins with: Kazakhstan's holidays, and weekend days that are worked instead of another."""
    off = holidays.country_holidays("KZ", years=YEARS)
    return {**dict.fromkeys(sorted(off), False), **dict.fromkeys(sorted(off.weekend_workdays - off.keys()), True)}


def workdays(session: Session, copy: type[Any]) -> Workdays:
    """The working days as this service knows them, read once a transaction."""
    known = session.info.get(_KNOWN)
    if known is None or known[0] is not session.get_transaction():
        table: dict[date, bool] = dict(session.execute(select(copy.day, copy.works)).all())
        known = session.info[_KNOWN] = (session.get_transaction(), Workdays(table))
    found: Workdays = known[1]
    return found


def keep_days_off(session: Session, copy: type[Any], events: Iterable[HolidaysChanged]) -> None:
    """Keep what the office says of a day (R2.1)."""
    rows = [{"day": one.day, "version_no": one.version_no, "works": one.works} for one in events]
    upsert_copy(session, copy, rows, key="day")
    session.info.pop(_KNOWN, None)
