"""The final date for removing a debt: whose re-study is not paid by then has given a ground, and no earlier (R9.3).

That one application lapsed is none. Told once all accounts' statements through that date are in, and not of him whose
application is under way: what could save him comes first (R13.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registration.domain import restudies as rules
from services.registration.models.applications import Application, State
from services.registration.models.copies import DebtCopy, StatementsCopy
from services.registration.queries.restudies import final_dates
from shared.clock import at, end_of_day, now, office_day
from shared.contracts.grading import DebtChanged
from shared.contracts.registration import DebtsFinal
from shared.contracts.reviews import ReStudyNotPaid
from shared.messaging import Due, publish, schedule

HOUR = 9


def watch(session: Session, events: Sequence[DebtChanged]) -> None:
    """Debts have arisen: their final date acts by itself, once for all of one academic year."""
    office = now(session).office
    opened = {rules.year_of(event.since): event for event in events if event.status == "open"}
    if not opened:
        return
    finals = final_dates(session, {event.debt_id: event.since for event in opened.values()})
    later = {
        year: finals[event.debt_id] for year, event in opened.items() if end_of_day(finals[event.debt_id]) > office
    }
    schedule(session, [_due(year, day) for year, day in later.items()])


def final_dates_passed(session: Session, messages: Sequence[DebtsFinal]) -> None:
    """Tell whose re-study is not paid; who may still be saved is looked at again on the next day."""
    through, office = session.scalar(select(func.max(StatementsCopy.through))), now(session).office
    for message in messages:
        debts = _open_debts(session, message)
        finals = final_dates(session, {debt.debt_id: debt.since for debt in debts})
        passed = [debt for debt in debts if end_of_day(finals[debt.debt_id]) < office]
        _later(session, message, {debt.debt_id: finals[debt.debt_id] for debt in debts if debt not in passed})
        if passed and (through is None or through < max(finals[debt.debt_id] for debt in passed)):
            schedule(
                session,
                [_due(message.academic_year, office_day(office), message.debts, ":again" if message.debts else "")],
            )
        elif passed:
            _tell(session, message.academic_year, passed, finals)


def _later(session: Session, message: DebtsFinal, finals: Mapping[UUID, date]) -> None:
    """The policy moved the date, or the university cancelled his course (D7): these are looked at then."""
    for day in sorted(set(finals.values())):
        mine = [debt_id for debt_id, final in finals.items() if final == day]
        schedule(session, [_due(message.academic_year, day, mine, f":{day.isoformat()}")])


def _tell(session: Session, academic_year: int, debts: Sequence[DebtCopy], finals: Mapping[UUID, date]) -> None:
    ids = [debt.debt_id for debt in debts]
    known = session.execute(
        select(Application.debt_id, Application.paid_on, Application.state, Application.outcome).where(
            Application.debt_id.in_(ids)
        )
    ).all()
    restudied = {row.debt_id for row in known if row.paid_on and (row.state != State.ENDED or row.outcome)}
    under_way = {row.debt_id for row in known if row.state != State.ENDED} - restudied
    unpaid = [debt for debt in debts if debt.debt_id not in restudied | under_way]
    publish(session, [ReStudyNotPaid(one.student_id, one.debt_id, finals[one.debt_id]) for one in unpaid])
    if under_way:
        today = office_day(now(session).office)
        schedule(session, [_due(academic_year, today, sorted(under_way), ":under_way")])


def _open_debts(session: Session, message: DebtsFinal) -> Sequence[DebtCopy]:
    """The open debts of an academic year, or those of them that were left to be looked at."""
    first, after = rules.year_from_to(message.academic_year)
    of_year = DebtCopy.status == "open", DebtCopy.since >= first, DebtCopy.since < after
    query = select(DebtCopy).where(*of_year).order_by(DebtCopy.debt_id)
    return session.scalars(query.where(DebtCopy.debt_id.in_(message.debts)) if message.debts else query).all()


def _due(academic_year: int, day: date, debts: Iterable[UUID] = (), which: str = "") -> Due:
    """On the morning after this day."""
    morning = at(day + timedelta(days=1), HOUR)
    return Due(morning, DebtsFinal(academic_year, tuple(debts)), f"debts_final:{academic_year}{which}")
