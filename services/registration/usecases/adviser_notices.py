"""Advisers are told of the applications of their students, once a day: their silence would be consent (R8.3, R13.2).

One deadline a term, which sets the next when it acts: applications themselves do nothing for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, cast, func, select
from sqlalchemy.orm import Session

from services.registration.models.applications import Application, State
from services.registration.models.campus import Group, Student
from services.registration.models.terms import Term
from services.registration.queries.calendar import working_days
from services.registration.usecases.advising import objected_until
from services.registration.usecases.notices import typed
from shared.clock import at, now, office_day, start_of_day
from shared.contracts.notifications import Notify
from shared.contracts.registration import AdvisersDue
from shared.messaging import Due, publish, schedule

HOUR = 9
Count = tuple[date, int]
"""So many applications of a day."""


def begin(session: Session, term: Term) -> None:
    """The term is published: from the morning after the first applications on advisers are told of them."""
    if term.dates is not None:
        day = office_day(term.dates.opens_at)
        schedule(session, [_next(session, term.term_id, start_of_day(day), day)])


def tell(session: Session, messages: Sequence[AdvisersDue]) -> None:
    """Tell each adviser how many have applied since he was told last, and until when he may object."""
    today = now(session).day
    upto = start_of_day(today)
    for message in {one.term_id: one for one in sorted(messages, key=lambda one: one.since, reverse=True)}.values():
        term = session.get_one(Term, message.term_id)
        found = _applied(session, message, upto)
        publish(session, [said for one in found.items() if (said := _notice(session, message.term_id, *one))])
        if today <= term.starts_on and term.status in ("published", "running"):
            schedule(session, [_next(session, term.term_id, upto, today)])


def _next(session: Session, term_id: UUID, since: datetime, day: date) -> Due:
    """On the morning of the next working day: all of it is left to the adviser (R8.3)."""
    morning = at(working_days(session).shift(day, 1), HOUR)
    return Due(morning, AdvisersDue(term_id, since), f"advisers_told:{term_id}")


def _applied(session: Session, message: AdvisersDue, upto: datetime) -> dict[UUID, list[Count]]:
    """By adviser: how many of his students' applications of which day still go on."""
    day = cast(func.timezone("Asia/Almaty", Application.asked_at), Date)
    rows = session.execute(
        select(Group.adviser_id, day, func.count())
        .join(Student, Student.group_id == Group.group_id)
        .join(Application, Application.student_id == Student.student_id)
        .where(Application.term_id == message.term_id, Application.state != State.ENDED)
        .where(Application.asked_at >= message.since, Application.asked_at < upto)
        .group_by(Group.adviser_id, day)
        .order_by(Group.adviser_id, day)
    )
    found: dict[UUID, list[Count]] = defaultdict(list)
    for adviser_id, asked_on, number in rows:
        if adviser_id is not None:
            found[adviser_id].append((asked_on, number))
    return found


def _notice(session: Session, term_id: UUID, adviser_id: UUID, counts: Sequence[Count]) -> Notify | None:
    """One notice of all of which he may still object, with the earliest end; nothing where all of it is over."""
    moment, today = now(session).office, now(session).day
    still = [(until, number) for day, number in counts if (until := objected_until(session, day)) >= moment]
    if not still:
        return None
    values = typed({"number": sum(number for _, number in still), "until": min(until for until, _ in still)})
    return Notify(f"students_applied:{term_id}:{adviser_id}:{today}", adviser_id, "students_applied", values)
