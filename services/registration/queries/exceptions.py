"""The register of exceptions, and what of it decides about applications (R1.4)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session, aliased

from services.registration.domain.exceptions import BY_THE_ADVISER, Kind
from services.registration.models.campus import Group, Student
from services.registration.models.exceptions import ExceptionAct
from services.registration.models.people import Person
from shared.identity import Actor, Role

WHOLE_REGISTER = (Role.SPECIALIST, Role.LEADING_SPECIALIST, Role.CHAIRMAN, Role.RECTORATE, Role.AUDITOR)
Asker, Decider = aliased(Person), aliased(Person)


def lifted_holds(
    session: Session, student_ids: Collection[UUID], section_ids: Collection[UUID]
) -> dict[tuple[UUID, UUID], frozenset[str]]:
    """Holds that do not stop a student's application for a section, by student and section (R1.4, D24)."""
    rows = session.execute(
        select(ExceptionAct.student_id, ExceptionAct.subject_id, ExceptionAct.details).where(
            ExceptionAct.kind == Kind.HOLD_LIFTED,
            ExceptionAct.status == "approved",
            ExceptionAct.student_id.in_(student_ids),
            ExceptionAct.subject_id.in_(section_ids),
        )
    )
    found: dict[tuple[UUID, UUID], frozenset[str]] = {}
    for student_id, section_id, details in rows:
        key = (student_id, section_id)
        found[key] = found.get(key, frozenset()) | {str(details["hold"])}
    return found


def listed() -> Select[*tuple[Any, ...]]:
    """The register: what, about whom, who asked, who decided, why, and both times."""
    return (
        select(
            ExceptionAct.exception_id,
            ExceptionAct.kind,
            ExceptionAct.subject_id,
            ExceptionAct.subject,
            ExceptionAct.details,
            ExceptionAct.student_id,
            (Person.surname + " " + Person.given_name).label("student"),
            ExceptionAct.reason,
            ExceptionAct.document,
            (Asker.surname + " " + Asker.given_name).label("asked_by"),
            ExceptionAct.asked_at,
            ExceptionAct.recorded_at,
            ExceptionAct.status,
            (Decider.surname + " " + Decider.given_name).label("decided_by"),
            ExceptionAct.decided_at,
            ExceptionAct.decided_recorded_at,
            ExceptionAct.why,
        )
        .join(Asker, Asker.person_id == ExceptionAct.asked_by)
        .outerjoin(Decider, Decider.person_id == ExceptionAct.decided_by)
        .outerjoin(Person, Person.person_id == ExceptionAct.student_id)
        .order_by(ExceptionAct.asked_at.desc(), ExceptionAct.exception_id)
    )


def within(actor: Actor) -> ColumnElement[bool]:
    """All of the register for office, rectorate and auditor; else what is his to decide as adviser, and what he asked.

    An adviser decides about his own students, and about some holds only (D24).
    """
    if actor.has(*WHOLE_REGISTER):
        return true()
    his = (ExceptionAct.kind == Kind.HOLD_LIFTED) & ExceptionAct.details["hold"].astext.in_(BY_THE_ADVISER)
    group = select(Student.student_id).join(Group, Group.group_id == Student.group_id)
    students = group.where(Group.adviser_id == actor.person_id)
    return or_(his & ExceptionAct.student_id.in_(students), ExceptionAct.asked_by == actor.person_id)
