"""What the count of the minimum waits for: statements through T-8, and what they decided (R8.5, R13.1, D1).

There is no order between messages: that the statements are in may be known before the payments and lapses that they
brought. So billing is asked which of the invoices are settled, and the count waits until those cases know it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from services.registration.models.applications import Application, State
from services.registration.models.copies import StatementsCopy
from services.registration.models.terms import Term, TermDates
from shared.clock import end_of_day, minutes, now
from shared.contracts.billing import ListSettled, SettledListed
from shared.contracts.registration import MinimumFacts
from shared.messaging import Due, publish, schedule

LOOKS_AGAIN = minutes(5)
COUNTED = "the minimum is counted"
"""The step for which the count without its facts stands: a course may fall, so a long outage holds it (R13.1)."""
UNDECIDED = (Application.state == State.INVOICED) & Application.paid_on.is_(None)


def ask(session: Session, terms: Sequence[Term]) -> None:
    """The count waits for its facts, at the latest until the last moment to choose (R8.5, D1)."""
    through = session.scalar(select(func.max(StatementsCopy.through)))
    for term in terms:
        assert term.dates
        key, facts = keys(term.term_id)[0], MinimumFacts(term.term_id)
        schedule(session, [Due(term.dates.offers_end_at, facts, key, takes_away=True, kind=COUNTED)])
        if through is not None and through >= term.dates.due_on:
            _look(session, term.dates)


def keys(term_id: UUID) -> tuple[str, str]:
    """The deadlines that a count waits for: the last moment, and the next look at what was settled."""
    return f"minimum:{term_id}", f"minimum:{term_id}:settled"


def statements_in(session: Session) -> None:
    """Statements were loaded: the terms that wait for them are looked at now."""
    through, office = session.scalar(select(func.max(StatementsCopy.through))), now(session).office
    waiting = (
        select(TermDates)
        .join(Term, Term.term_id == TermDates.term_id)
        .where(Term.status == "published", TermDates.due_on <= through)
        .where(TermDates.counted_at <= office, TermDates.offers_end_at > office)
    )
    for dates in session.scalars(waiting):
        _look(session, dates)


def _look(session: Session, dates: TermDates) -> None:
    """Ask billing about the invoices of the window that are open here."""
    window = Application.term_id == dates.term_id, Application.due_at <= end_of_day(dates.due_on)
    _count_or(session, dates.term_id, _undecided(session, *window), ask_billing=True)


def settled(session: Session, events: Sequence[SettledListed]) -> None:
    """Billing has settled these: who has not heard of it yet is waited for; the others may be counted."""
    for event in events:
        _count_or(session, event.case_id, _undecided(session, Application.case_id.in_(event.settled)))


def _undecided(session: Session, *which: ColumnElement[bool]) -> list[UUID]:
    return list(session.scalars(select(Application.case_id).where(UNDECIDED, *which).order_by(Application.case_id)))


def _count_or(session: Session, term_id: UUID, cases: Iterable[UUID], *, ask_billing: bool = False) -> None:
    waits_for = tuple(cases)
    if not waits_for:
        publish(session, [MinimumFacts(term_id)])
    elif ask_billing:
        publish(session, [ListSettled(term_id, waits_for)])
    else:
        again = SettledListed(term_id, waits_for)
        schedule(session, [Due(now(session).office + LOOKS_AGAIN, again, keys(term_id)[1])])
