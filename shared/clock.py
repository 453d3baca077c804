"""Two clocks, both passed in: the office's, for everything in the rules, and the real one, for machinery.

In rehearsal the office clock stands still at a moment that is a row in each service's schema; otherwise it is the real
time. It is read once a transaction, so that one act has one moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Column, DateTime, SmallInteger, Table, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared.kernel import metadata

ALMATY = ZoneInfo("Asia/Almaty")

office_clock = Table(
    "office_clock",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("stands_at", DateTime(timezone=True), nullable=True),
)


_STANDS_AT = select(office_clock.c.stands_at)


@dataclass(frozen=True, slots=True)
class Now:
    """The moment of a transaction on both clocks, aware, in UTC."""

    office: datetime
    real: datetime

    @property
    def day(self) -> date:
        """The office's calendar day (Almaty)."""
        return office_day(self.office)

    def at_arrival(self, real: datetime | None) -> datetime:
        """The office's moment when something arrived that is done only now (D25); a clock that stands stood then."""
        return min(real, self.office) if real is not None and self.office == self.real else self.office


def now(session: Session) -> Now:
    """The moment of this transaction, the same however often it is asked."""
    known = session.info.get("now")
    if known is None or known[0] is not session.get_transaction():
        known = session.info["now"] = (session.get_transaction(), _read(session))
    moment: Now = known[1]
    return moment


def _read(session: Session) -> Now:
    real = datetime.now(UTC)
    return Now(office=stands_at(session) or real, real=real)


def stands_at(session: Session) -> datetime | None:
    """The moment at which the office clock was made to stand; none if it runs with the real one."""
    found: datetime | None = session.connection().scalar(_STANDS_AT)
    return found.astimezone(UTC) if found else None


def set_office(session: Session, at: datetime | None) -> None:
    """Rehearsal: the office clock stands at this moment from now on; None lets it run with the real one."""
    row = insert(office_clock).values(id=1, stands_at=at)
    session.execute(row.on_conflict_do_update(index_elements=["id"], set_={"stands_at": row.excluded.stands_at}))
    session.info.pop("now", None)


def office_day(moment: datetime) -> date:
    """The calendar day of a moment in Almaty."""
    return moment.astimezone(ALMATY).date()


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the office's day, as aware UTC."""
    return datetime.combine(day, time(hour, minute), ALMATY).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The last second of a day in Almaty: deadlines end 23:59:59."""
    return datetime.combine(day, time(23, 59, 59), ALMATY).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """The first moment of a day in Almaty."""
    return at(day, 0)


def minutes(number: int) -> timedelta:
    """A span, as workflows write it."""
    return timedelta(minutes=number)
