"""What waits for a date of its term and moves with it: due dates, offers, choices, deadlines (R13.1, D1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from services.registration.domain.line import OfferPolicy, open_until
from services.registration.domain.term_dates import Chain
from services.registration.models.applications import Application, State
from services.registration.models.seats import SeatOffer
from services.registration.models.terms import Term
from services.registration.queries.calendar import working_days
from services.registration.queries.policies import in_force
from services.registration.usecases import enrolments
from shared.clock import end_of_day, now, office_day
from shared.messaging import publish
from shared.messaging.deadlines import move

UNPAID = (State.HELD, State.INVOICED)


def unpaid_before(session: Session, term_id: UUID, old: Chain, new: Chain) -> list[tuple[Application, datetime]]:
    """Unpaid seats that the act gives more time, each with its new due date.

    The last due date of the window moves every unpaid seat that was due before it; the last day of payment moves those
    that were due on it (D1, D20).
    """
    found: list[tuple[Application, datetime]] = []
    for case in _unpaid(session, term_id):
        assert case.due_at
        due = office_day(case.due_at)
        later = [new.due_on] if new.due_on > old.due_on and due < new.due_on else []
        later += [new.confirmed_by] if due == old.confirmed_by else []
        if later and max(later) > due:
            found.append((case, end_of_day(max(later))))
    return found


def off_on(session: Session, term_id: UUID, day: date) -> list[tuple[Application, datetime]]:
    """Unpaid seats that are due on a day that is off now: the next working day (R13.1)."""
    due = end_of_day(working_days(session).forward(day))
    return [(case, due) for case in _unpaid(session, term_id) if case.due_at and office_day(case.due_at) == day]


def statements_later(session: Session, term_id: UUID, day: date) -> list[Application]:
    """Unpaid seats whose statements were expected over a day that is off now: finance has a banking day more (R8.4)."""
    found, calendar = [], working_days(session)
    for case in _unpaid(session, term_id):
        if case.due_at and case.statements_by and office_day(case.due_at) < day <= office_day(case.statements_by):
            case.statements_by = end_of_day(calendar.shift(office_day(case.statements_by), 1))
            found.append(case)
    session.flush()
    return found


def _unpaid(session: Session, term_id: UUID) -> Sequence[Application]:
    mine = Application.term_id == term_id, Application.state.in_(UNPAID), Application.due_at.is_not(None)
    return session.scalars(select(Application).where(*mine).order_by(Application.case_id)).all()


def set_dues(session: Session, dues: Iterable[tuple[Application, datetime]]) -> list[Application]:
    """The new due dates; billing is told for invoices that are out, for the others when they come."""
    moved = []
    for case, due_at in dues:
        case.due_at, case.statements_by = due_at, None
        moved.append(case)
    session.flush()
    publish(session, enrolments.move_due_date([case for case in moved if case.state == State.INVOICED]))
    return moved


def lengthen_offers(session: Session, term: Term) -> list[SeatOffer]:
    """Open offers last as long as offers made under the new dates would; one that is held begins anew (D20, R13.1)."""
    assert term.dates
    moment, moved = now(session).office, []
    policy = OfferPolicy(**in_force(session, now(session).day)["offer_hours"].value)
    for offer in open_offers(session, term.term_id):
        since = moment if offer.until <= moment else offer.made_at
        until = open_until(since, term.dates.offers_end_at, policy)
        if until > offer.until:
            offer.until = until
            moved.append(offer)
    session.flush()
    return moved


def open_offers(session: Session, term_id: UUID) -> Sequence[SeatOffer]:
    """Offers of a term's seats that nobody has answered."""
    query = select(SeatOffer).join(Application, Application.case_id == SeatOffer.application_id)
    open_ones = query.where(Application.term_id == term_id, SeatOffer.outcome.is_(None))
    return session.scalars(open_ones.order_by(SeatOffer.case_id)).all()


def live(term_id: UUID) -> ColumnElement[bool]:
    """Applications of a term that have not ended."""
    return (Application.term_id == term_id) & (Application.state != State.ENDED)


def move_the_rest(session: Session, term: Term, after: Chain) -> None:
    """Who chooses because his course is not held has until offers end (D6); the count waits as long for its facts
    (R8.5); who applied provisionally is asked to pay at the count, if his result is open still (D8).
    """
    choosing = live(term.term_id), Application.choose_until.is_not(None), Application.choice.is_(None)
    for case in session.scalars(select(Application).where(*choosing).order_by(Application.case_id)):
        case.choose_until = after.offers_end_at
    waiting = session.scalars(select(Application.case_id).where(live(term.term_id), Application.provisional))
    session.flush()
    move(session, [f"provisional:{case_id}" for case_id in waiting], after.counted_at)
    move(session, [f"minimum:{term.term_id}"], after.offers_end_at)
