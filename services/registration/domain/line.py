"""The waiting list: who is next, how long an offer lasts, and until when offers are made (R3.5, D20, D21)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from services.registration.domain.draw import Entry, by_arrival
from services.registration.domain.term_dates import ALMATY


@dataclass(frozen=True, slots=True)
class OfferPolicy:
    """How long an offer lasts, fewer hours in the last days, and between which hours of the day it runs (D20)."""

    hours: int = 12
    last_days: int = 2
    last_days_hours: int = 3
    from_hour: int = 8
    to_hour: int = 22


def may_offer(at: datetime, offers_end_at: datetime) -> bool:
    """Seats are offered until T-4 12:00; an offer made before that keeps its hours (D20)."""
    return at < offers_end_at


def open_until(made_at: datetime, offers_end_at: datetime, policy: OfferPolicy) -> datetime:
    """When an offer made now ends: 12 hours on, in the last two days 3, the night not counted (D20)."""
    last = made_at >= offers_end_at - timedelta(days=policy.last_days)
    span = timedelta(hours=policy.last_days_hours if last else policy.hours)
    return _day_hours_after(made_at, span, policy)


def _day_hours_after(moment: datetime, span: timedelta, policy: OfferPolicy) -> datetime:
    at = _awake(moment.astimezone(ALMATY), policy)
    while at + span > (evening := datetime.combine(at.date(), time(policy.to_hour), ALMATY)):
        span -= evening - at
        at = _morning(at.date() + timedelta(days=1), policy)
    return (at + span).astimezone(moment.tzinfo)


def _awake(at: datetime, policy: OfferPolicy) -> datetime:
    if at.time() >= time(policy.to_hour):
        return _morning(at.date() + timedelta(days=1), policy)
    return max(at, _morning(at.date(), policy))


def _morning(day: date, policy: OfferPolicy) -> datetime:
    return datetime.combine(day, time(policy.from_hour), ALMATY)


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
