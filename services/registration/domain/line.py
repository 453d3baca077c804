"""The waiting list: who is next, how long an offer lasts, and until when offers are made (R3.5, D20, D21)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.registration.domain.draw import Entry, by_arrival

ALMATY = ZoneInfo("Asia/Almaty")
DAY_BEGINS, DAY_ENDS = time(8), time(22)
"""An offer's time runs only while people are awake (R3.5)."""


@dataclass(frozen=True, slots=True)
class OfferPolicy:
    """How long an offer lasts: hours of the day, fewer in the last days before offers end (D20)."""

    hours: int = 12
    last_hours: int = 3
    last_days: int = 2


def may_offer(at: datetime, offers_end_at: datetime) -> bool:
    """Seats are offered until T-4 12:00; an offer made before that keeps its hours (D20)."""
    return at < offers_end_at


def open_until(made_at: datetime, offers_end_at: datetime, policy: OfferPolicy) -> datetime:
    """When an offer made now ends: 12 hours on, in the last two days 3, the night not counted (D20)."""
    last = made_at >= offers_end_at - timedelta(days=policy.last_days)
    return day_hours_after(made_at, timedelta(hours=policy.last_hours if last else policy.hours))


def day_hours_after(moment: datetime, span: timedelta) -> datetime:
    """The moment after so much time between 8:00 and 22:00 of Almaty has gone by; in the zone of the moment given."""
    at = _awake(moment.astimezone(ALMATY))
    while at + span > (evening := datetime.combine(at.date(), DAY_ENDS, ALMATY)):
        span -= evening - at
        at = datetime.combine(at.date() + timedelta(days=1), DAY_BEGINS, ALMATY)
    return (at + span).astimezone(moment.tzinfo)


def _awake(at: datetime) -> datetime:
    if at.time() >= DAY_ENDS:
        return datetime.combine(at.date() + timedelta(days=1), DAY_BEGINS, ALMATY)
    return max(at, datetime.combine(at.date(), DAY_BEGINS, ALMATY))


def places(line: Iterable[Entry]) -> dict[UUID, int]:
    """The place of each case in the line of its section, counted from 1."""
    seen: dict[UUID, int] = {}
    found: dict[UUID, int] = {}
    for entry in sorted(line, key=by_arrival):
        seen[entry.section_id] = found[entry.case_id] = seen.get(entry.section_id, 0) + 1
    return found


def next_in_line(line: Iterable[Entry], free: int) -> list[Entry]:
    """Those to whom the free seats of one section go now, the first first."""
    return sorted(line, key=by_arrival)[: max(free, 0)]
