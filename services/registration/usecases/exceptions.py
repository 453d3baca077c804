"""The register of exceptions: one asks with a reason, another approves or refuses; both are told (R1.4).

Whoever owns what an exception changes calls ``ask`` and names its effect in ``exception_acts.EFFECTS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain import exceptions as rules
from services.registration.domain.exceptions import Asked, Kind
from services.registration.models.campus import Group, Student
from services.registration.models.exceptions import ExceptionAct
from services.registration.queries.staff import holders
from services.registration.usecases.notices import typed
from services.registration.usecases.recorded import recorded
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.errors import NotFound, Refused
from shared.identity import Actor, Forbidden, actor_of
from shared.messaging import publish

DECIDE = ("leading_specialist", "chairman")


def ask(
    session: Session,
    kind: Kind,
    subject_id: UUID,
    subject: str,
    reason: str,
    *,
    student_id: UUID | None = None,
    document: str = "",
    details: Mapping[str, Any] | None = None,
) -> ExceptionAct:
    """Ask for an exception about a section or an application. Raises Refused with every reason (R1.4)."""
    actor, wanted = _acting(session), dict(details or {})
    hold = str(wanted.get("hold", ""))
    waiting = _waiting(session, kind, subject_id, student_id, hold)
    if reasons := list(rules.refusals(Asked(kind, reason, hold, waiting))):
        raise Refused(reasons)
    act = ExceptionAct(
        exception_id=uuid4(),
        kind=kind.value,
        subject_id=subject_id,
        subject=subject,
        student_id=student_id,
        details=wanted,
        reason=reason.strip(),
        document=document.strip(),
        asked_by=actor.person_id,
        asked_at=now(session).office,
        **recorded(session),
    )
    session.add(act)
    session.flush()
    publish(session, [_told("exception_asked", act, person) for person in _deciders(session, act)])
    return act


def decide(session: Session, exception_id: UUID, approved: bool, why: str = "") -> ExceptionAct:
    """Approve or refuse what another asked, never in one's own matter; who asked and the student are told (R1.4)."""
    actor = _acting(session)
    act = session.get(ExceptionAct, exception_id, with_for_update=True, populate_existing=True)
    if act is None:
        raise NotFound("exception")
    if not may_decide(session, act, actor):
        raise Forbidden
    reasons = list(rules.objections(act.status, actor.person_id, (act.asked_by, act.recorded_by, act.student_id)))
    if reasons:
        raise Refused(reasons)
    moment = now(session)
    act.status, act.why = "approved" if approved else "refused", why.strip()
    act.decided_by, act.decided_at, act.decided_recorded_at = actor.person_id, moment.office, moment.real
    session.flush()
    people = dict.fromkeys(person for person in (act.asked_by, act.student_id) if person)
    publish(session, [_told(f"exception_{act.status}", act, person) for person in people])
    return act


def adviser_of(session: Session, act: ExceptionAct) -> UUID | None:
    """The adviser of the student, where the hold is one that an adviser may lift (D24)."""
    if act.kind != Kind.HOLD_LIFTED or act.details.get("hold") not in rules.BY_THE_ADVISER:
        return None
    return session.scalar(
        select(Group.adviser_id)
        .join(Student, Student.group_id == Group.group_id)
        .where(Student.student_id == act.student_id)
    )


def may_decide(session: Session, act: ExceptionAct, actor: Actor) -> bool:
    """The leading office; the student's adviser where he may; who is asked must be another (``rules.objections``)."""
    return actor.has(*DECIDE) or actor.person_id == adviser_of(session, act)


def _waiting(session: Session, kind: Kind, subject_id: UUID, student_id: UUID | None, hold: str) -> bool:
    rows = session.scalars(
        select(ExceptionAct.details).where(
            ExceptionAct.kind == kind,
            ExceptionAct.subject_id == subject_id,
            ExceptionAct.student_id.is_not_distinct_from(student_id),
            ExceptionAct.status == "asked",
        )
    )
    return any(details.get("hold", "") == hold for details in rows)


def _deciders(session: Session, act: ExceptionAct) -> list[UUID]:
    """Who may decide and did not ask."""
    adviser = adviser_of(session, act)
    people = [adviser] if adviser else holders(session, now(session).day, *DECIDE)
    return [person for person in people if person != act.asked_by]


def _told(template: str, act: ExceptionAct, person_id: UUID) -> Notify:
    return Notify(
        key=f"{template}:{act.exception_id}:{person_id}",
        person_id=person_id,
        template=template,
        params=typed({"subject": act.subject, "reason": act.reason, "why": act.why or "–"}),
    )


def _acting(session: Session) -> Actor:
    actor = actor_of(session)
    if actor is None:
        raise NotFound("person")
    return actor
