"""Until when a seat is to be paid for (D1, D20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.due import due_on
from services.registration.domain.seasons import policy
from services.registration.domain.term_dates import Distances
from services.registration.models.applications import Application
from services.registration.models.terms import TermDates
from services.registration.queries.calendar import working_days
from services.registration.queries.policies import in_force
from shared.clock import end_of_day, now


def set_due(session: Session, cases: Sequence[Application], *, from_offer: bool = False) -> None:
    """The end of the second working day from now, at the latest T-8; from an accepted offer at the latest T-3 (D1)."""
    if not cases:
        return
    today, calendar = now(session).day, working_days(session)
    policies, dates = in_force(session, today), dates_of(session, cases, kept=True)
    for case in cases:
        chain = dates[case.term_id]
        days = Distances.of(policies[policy(chain.term.season, "dates")].value).days_to_pay
        latest = chain.confirmed_by if from_offer or case.instead_of or case.provisional else chain.due_on
        case.due_at = end_of_day(due_on(today, latest, calendar, days))
    session.flush()


def dates_of(session: Session, cases: Sequence[Application], *, kept: bool = False) -> Mapping[UUID, TermDates]:
    """The chains of dates of the terms of these cases; ``kept``: an act that moves them waits for this transaction."""
    terms = {case.term_id for case in cases}
    query = select(TermDates).where(TermDates.term_id.in_(terms))
    if kept:
        query = query.with_for_update(read=True).execution_options(populate_existing=True)
    return {row.term_id: row for row in session.scalars(query)}
