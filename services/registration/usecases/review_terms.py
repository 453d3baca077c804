"""The days of the steps of an expulsion review, as policy and calendar give them (R11.1, R13.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.registration.domain.reviews import Terms, until
from services.registration.models.reviews import Review
from services.registration.queries.calendar import working_days
from services.registration.queries.policies import in_force
from shared.clock import end_of_day, now

POLICY = "expulsion_review"


def terms(session: Session) -> Terms:
    """The policy in force today."""
    return Terms(**in_force(session, now(session).day)[POLICY].value)


def last_moment(session: Session, days: int) -> datetime:
    """The end of the last of so many working days from today (R13.1)."""
    return end_of_day(until(working_days(session), now(session).day, days))


def last_moment_of_days(session: Session, days: int) -> datetime:
    """The end of so many calendar days; one that is off moves to the next working day (R13.1)."""
    return end_of_day(working_days(session).forward(now(session).day + timedelta(days=days)))


def set_until(session: Session, cases: Sequence[Review], column: str, days: Callable[[Terms], int]) -> None:
    """Until when the next step waits, for each of these cases."""
    if cases:
        moment = last_moment(session, days(terms(session)))
        for case in cases:
            setattr(case, column, moment)
