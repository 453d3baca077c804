"""When people are reminded of what they have to do by a moment (R13.1)."""

from __future__ import annotations

from datetime import datetime, timedelta


def reminders(since: datetime, until_at: datetime) -> list[datetime]:
    """7, 3 and 1 days before; of a time that is shorter, when half and nine tenths of it are over (R13.1)."""
    if until_at - since > timedelta(days=7):
        return [until_at - timedelta(days=days) for days in (7, 3, 1)]
    return [since + (until_at - since) * tenths / 10 for tenths in (5, 9)]


def last_passed(since: datetime, until_at: datetime, now: datetime) -> datetime | None:
    """The latest reminder whose moment has come: after an outage the others are not made up for."""
    return max((moment for moment in reminders(since, until_at) if moment <= now), default=None)


def following(since: datetime, until_at: datetime, now: datetime) -> datetime | None:
    """The next one still to come."""
    return min((moment for moment in reminders(since, until_at) if moment > now), default=None)
