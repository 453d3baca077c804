"""The final date for removing a debt: whose re-study is not paid by then has given a ground, and no earlier (R9.3).

That one application lapsed is none. Told once all accounts' statements through that date are in, and not of him whose
application is under way: what could save him comes first (R13.1).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.domain import restudies as rules
from services.registration.models.applications import Application, State
from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy, StatementsCopy
from services.registration.models.restudies import UnpaidRestudy
from services.registration.models.reviews import Review
from services.registration.queries.policies import in_force
from services.registration.queries.restudies import final_dates
from services.registration.usecases.notices import typed
from shared.clock import at, end_of_day, now, office_day
from shared.contracts.grading import DebtChanged
from shared.contracts.notifications import Notify
from shared.contracts.registration import DebtsFinal
from shared.contracts.review_acts import ReStudyNotPaid
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
    near = [_near(year, day, before) for year, day in later.items() for before in _reminders(session)]
    schedule(session, [due for due in near if due.at > office])


def final_dates_passed(session: Session, messages: Sequence[DebtsFinal]) -> None:
    """Tell whose re-study is not paid; who may still be saved is looked at again on the next day."""
    through, office = session.scalar(select(func.max(StatementsCopy.through))), now(session).office
    for message in messages:
        if message.reminds:
            _remind(session, message)
            continue
        debts = _open_debts(session, message)
        finals = final_dates(session, {debt.debt_id: debt.since for debt in debts})
        passed = [debt for debt in debts if end_of_day(finals[debt.debt_id]) < office]
        _later(session, message, {debt: day for debt, day in finals.items() if end_of_day(day) >= office})
        if passed and (through is None or through < max(finals[debt.debt_id] for debt in passed)):
            again = _of(":again", message.debts) if message.debts else ""
            schedule(session, [_due(message.academic_year, office_day(office), message.debts, again)])
        elif passed:
            _tell(session, message.academic_year, passed, finals)


def _later(session: Session, message: DebtsFinal, finals: Mapping[UUID, date]) -> None:
    """The policy moved the date, or the university cancelled his course (D7): these are looked at then."""
    for day in sorted(set(finals.values())):
        mine = [debt_id for debt_id, final in finals.items() if final == day]
        schedule(session, [_due(message.academic_year, day, mine, f":{day.isoformat()}")])


def _tell(session: Session, academic_year: int, debts: Sequence[DebtCopy], finals: Mapping[UUID, date]) -> None:
    restudied, under_way = _applied(session, [debt.debt_id for debt in debts])
    unpaid = [debt for debt in debts if debt.debt_id not in restudied | under_way]
    publish(session, [ReStudyNotPaid(one.student_id, one.debt_id, finals[one.debt_id]) for one in unpaid])
    if under_way:
        today = office_day(now(session).office)
        schedule(session, [_due(academic_year, today, sorted(under_way), _of(":under_way", under_way))])


def keep(session: Session, events: Sequence[ReStudyNotPaid]) -> None:
    """Of each debt once, also where a case on this ground is open already."""
    rows = [{"debt_id": one.debt_id, "student_id": one.student_id, "final_on": one.final_on} for one in events]
    if rows:
        session.execute(insert(UnpaidRestudy).on_conflict_do_nothing(), rows)


def look_again(session: Session, student_ids: Collection[UUID]) -> None:
    """A case of theirs is over: a second debt that was told of meanwhile is looked at on the next morning (R11.1)."""
    reviewed = select(Review.subject_id).where(Review.student_id.in_(student_ids), Review.subject_id.is_not(None))
    told = select(UnpaidRestudy.debt_id).where(UnpaidRestudy.student_id.in_(student_ids))
    query = select(DebtCopy).where(
        DebtCopy.debt_id.in_(told), DebtCopy.status == "open", DebtCopy.debt_id.not_in(reviewed)
    )
    debts = session.scalars(query.order_by(DebtCopy.debt_id)).all()
    finals, office = final_dates(session, {debt.debt_id: debt.since for debt in debts}), now(session).office
    schedule(session, [
        _due(rules.year_of(debt.since), office_day(office), [debt.debt_id], _of(":beside", [debt.debt_id]))
        for debt in debts if end_of_day(finals[debt.debt_id]) < office
    ])  # fmt: skip


def _applied(session: Session, debt_ids: Sequence[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Debts whose re-study was paid and not left again; those for which an application is under way."""
    known = session.scalars(select(Application).where(Application.debt_id.in_(debt_ids))).all()
    paid = {case.debt_id for case in known if case.paid_on and (case.state != State.ENDED or case.outcome)}
    live = {case.debt_id for case in known if case.state != State.ENDED}
    return {debt for debt in paid if debt}, {debt for debt in live - paid if debt}


def _remind(session: Session, message: DebtsFinal) -> None:
    """Remind who has not paid yet; after an outage the latest reminder only (R13.1)."""
    debts, today = _open_debts(session, message), now(session).day
    finals = final_dates(session, {debt.debt_id: debt.since for debt in debts})
    following = max((before for before in _reminders(session) if before < message.reminds), default=0)
    near = [debt for debt in debts if following < (finals[debt.debt_id] - today).days <= message.reminds]
    restudied, _ = _applied(session, [debt.debt_id for debt in near])
    courses = select(Course.course_id, Course.code).where(Course.course_id.in_({debt.course_id for debt in near}))
    codes: dict[UUID, str] = dict(session.execute(courses).all())
    publish(session, [
        Notify(
            f"debt_final_near:{debt.debt_id}:{message.reminds}", debt.student_id, "debt_final_near",
            typed({"course": codes[debt.course_id], "day": finals[debt.debt_id]}),
        )
        for debt in near if debt.debt_id not in restudied
    ])  # fmt: skip


def _reminders(session: Session) -> list[int]:
    """So many days before the final date (policy)."""
    return [int(before) for before in in_force(session, now(session).day)["debt_final_date"].value.get("reminders", ())]


def _near(academic_year: int, final: date, before: int) -> Due:
    moment = at(final - timedelta(days=before), HOUR)
    return Due(moment, DebtsFinal(academic_year, reminds=before), f"debts_final:{academic_year}:in_{before}")


def _open_debts(session: Session, message: DebtsFinal) -> Sequence[DebtCopy]:
    """The open debts of an academic year, or those of them that were left to be looked at."""
    first, after = rules.year_from_to(message.academic_year)
    of_year = DebtCopy.status == "open", DebtCopy.since >= first, DebtCopy.since < after
    query = select(DebtCopy).where(*of_year).order_by(DebtCopy.debt_id)
    return session.scalars(query.where(DebtCopy.debt_id.in_(message.debts)) if message.debts else query).all()


def _of(which: str, debts: Iterable[UUID]) -> str:
    """A look at some debts takes no place of a look at others."""
    return f"{which}:{sha256(','.join(map(str, sorted(debts))).encode()).hexdigest()[:16]}"


def _due(academic_year: int, day: date, debts: Iterable[UUID] = (), which: str = "") -> Due:
    """On the morning after this day."""
    morning = at(day + timedelta(days=1), HOUR)
    return Due(morning, DebtsFinal(academic_year, tuple(debts)), f"debts_final:{academic_year}{which}")
