"""The office's calendar of working days, from the table of holidays (R2.1)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.calendar import Calendar
from services.registration.models.terms import Holiday


def working_days(session: Session) -> Calendar:
    """Every day off and every worked weekend day that the office knows."""
    days = session.execute(select(Holiday.day, Holiday.works)).all()
    return Calendar(
        days_off=frozenset(day for day, works in days if not works),
        worked=frozenset(day for day, works in days if works),
    )
