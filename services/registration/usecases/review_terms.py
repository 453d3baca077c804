"""The days of the steps of an expulsion review, as policy and calendar give them (R11.1, R13.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.registration.domain.reviews import Terms, until
from services.registration.models.reviews import Review
from services.registration.queries.calendar import working_days
from services.registration.queries.policies import in_force
from shared.clock import end_of_day, now, start_of_day

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


DATES = ("word_until", "open_until", "paper_until", "explain_until", "asked_until", "commission_until", "sign_until",
         "appeal_until", "appeal_decide_until")  # fmt: skip


def off_on(session: Session, day: date) -> list[tuple[Review, str]]:
    """Dates of open reviews that fall on a day that is off now."""
    first, last = start_of_day(day), end_of_day(day)
    ends = [(name, getattr(Review, name)) for name in DATES]
    on_it = or_(*(column.between(first, last) for _, column in ends))
    rows = session.scalars(select(Review).where(Review.way.is_(None), on_it).order_by(Review.case_id)).all()
    return [(row, name) for row in rows for name in DATES if (at := getattr(row, name)) and first <= at <= last]


def next_working_day(session: Session, dates: Sequence[tuple[Review, str]], day: date) -> None:
    """They move to the next working day (R13.1)."""
    later = end_of_day(working_days(session).forward(day))
    for row, name in dates:
        setattr(row, name, later)


def set_until(session: Session, cases: Sequence[Review], column: str, days: Callable[[Terms], int]) -> None:
    """Until when the next step waits, for each of these cases."""
    if cases:
        moment = last_moment(session, days(terms(session)))
        for case in cases:
            setattr(case, column, moment)
