"""What an adviser does for his students: objects, reminds, recommends a course that stands for another (R8.3, D12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.advising import Objection, first_objectable, objections_refused
from services.registration.domain.reasons import Reason
from services.registration.models.advising import AdviserAct
from services.registration.models.applications import Application
from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy
from services.registration.models.people import Person
from services.registration.queries.advising import adviser_of, applied_since
from services.registration.queries.calendar import working_days
from services.registration.queries.policies import in_force
from services.registration.queries.study import equivalents_of
from services.registration.usecases import withdrawals
from services.registration.usecases.notices import Value, typed
from services.registration.usecases.recorded import recorded
from shared.clock import end_of_day, now, office_day, start_of_day
from shared.contracts.notifications import Notify
from shared.contracts.registration import AdviserObjected
from shared.errors import NotFound, Refused
from shared.identity import Actor, Forbidden, actor_of
from shared.identity.reach import Reach
from shared.messaging import publish


def objects_until(session: Session, application: Application) -> datetime:
    """Until then an objection ends the application; silence is consent (R8.3).

    Of one that goes on from a course not held it counts from his choice, not from the arrival that he keeps (D6).
    """
    return objected_until(session, office_day(application.asked_at))


def objected_until(session: Session, day: date) -> datetime:
    """Until when the applications of a day may be objected to."""
    days = in_force(session, day)["adviser_objection"].value["working_days"]
    return end_of_day(working_days(session).shift(day, days))


def to_object(session: Session, reach: Reach, adviser_id: UUID) -> list[dict[str, Any]]:
    """The applications of this adviser's students to which he may still object, with the end of his time."""
    moment, today = now(session).office, now(session).day
    days = in_force(session, today)["adviser_objection"].value["working_days"]
    first = first_objectable(today, days, working_days(session))
    mine = Reach(owner=adviser_id, groups=reach.groups, faculties=reach.faculties)
    rows = session.execute(applied_since(mine, start_of_day(first))).mappings()
    found = [{**row, "until": objected_until(session, office_day(row["asked_at"]))} for row in rows]
    return sorted((row for row in found if row["until"] >= moment), key=lambda row: row["until"])


def may_object(session: Session, application: Application) -> bool:
    """Whether whoever acts advises this student, and his term for objecting still runs."""
    return _advises(session, application.student_id) and now(session).office <= objects_until(session, application)


def objecting(session: Session, application: Application, reason: str) -> AdviserObjected:
    """Keep the objection, and what is said to the case. Raises Refused with every reason, Forbidden."""
    adviser = _adviser(session, application.student_id)
    objection = Objection(reason, now(session).office, objects_until(session, application))
    reasons = [*withdrawals.against(session, application), *objections_refused(objection)]
    if reasons:
        raise Refused(reasons)
    _keep(session, "objection", adviser, application.student_id, application.course_id, reason, application.case_id)
    return AdviserObjected(application.case_id, reason.strip())


def remind(session: Session, debt_id: UUID) -> AdviserAct:
    """Remind a student of a debt, once a day at most. Raises NotFound, Forbidden, Refused."""
    debt = open_debt(session, debt_id)
    adviser, today = _adviser(session, debt.student_id), now(session).day
    before = select(AdviserAct.done_at).where(AdviserAct.debt_id == debt_id, AdviserAct.kind == "reminder")
    if any(office_day(done_at) == today for done_at in session.scalars(before)):
        raise Refused([Reason("reminded_today", "R8.3")])
    act = _keep(session, "reminder", adviser, debt.student_id, debt.course_id, "", debt_id=debt_id)
    _tell(session, "adviser_reminds", act, adviser, {"course": debt.course_id})
    return act


def recommend(session: Session, debt_id: UUID, course_id: UUID, reason: str) -> AdviserAct:
    """Recommend a course that stands for the one owed (D12). Raises NotFound, Forbidden, Refused."""
    debt = open_debt(session, debt_id)
    adviser = _adviser(session, debt.student_id)
    if course_id not in equivalents_of(session, {debt.course_id}).get(debt.course_id, []):
        raise Refused([Reason("no_equivalent", "D12")])
    act = _keep(session, "recommendation", adviser, debt.student_id, course_id, reason, debt_id=debt_id)
    _tell(session, "adviser_recommends", act, adviser, {"course": debt.course_id, "instead": course_id})
    return act


def open_debt(session: Session, debt_id: UUID) -> DebtCopy:
    """A debt that stands. Raises NotFound."""
    debt = session.get(DebtCopy, debt_id)
    if debt is None or debt.status != "open":
        raise NotFound("debt")
    return debt


def _adviser(session: Session, student_id: UUID) -> Actor:
    """Whoever acts, if he advises this student. Raises Forbidden."""
    actor = actor_of(session)
    if actor is None or not _advises(session, student_id):
        raise Forbidden("registration.object")
    return actor


def _advises(session: Session, student_id: UUID) -> bool:
    actor, group = actor_of(session), adviser_of(session, student_id)
    return actor is not None and actor.reach("registration.object").covers(owner=group.adviser_id, group=group.group_id)


def _keep(
    session: Session,
    kind: str,
    adviser: Actor,
    student_id: UUID,
    course_id: UUID,
    reason: str,
    case_id: UUID | None = None,
    debt_id: UUID | None = None,
) -> AdviserAct:
    act = AdviserAct(
        act_id=uuid4(), kind=kind, adviser_id=adviser.person_id, student_id=student_id, case_id=case_id,
        debt_id=debt_id, course_id=course_id, reason=reason.strip(), done_at=now(session).office, **recorded(session),
    )  # fmt: skip
    session.add(act)
    session.flush()
    return act


def _tell(session: Session, template: str, act: AdviserAct, adviser: Actor, named: Mapping[str, UUID]) -> None:
    language = session.get_one(Person, act.student_id).language
    values: dict[str, Value] = {"by": adviser.name, "why": act.reason or "–"}
    for name, course_id in named.items():
        course = session.get_one(Course, course_id)
        values[name] = f"{course.code} {course.title[language]}"
    publish(session, [Notify(f"{template}:{act.act_id}", act.student_id, template, typed(values))])
