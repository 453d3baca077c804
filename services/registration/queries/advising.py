"""An adviser's students with academic debts: applied, waiting, unpaid with days left, not applied (R3.10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, and_, case, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.registration.domain.leaving import Why
from services.registration.models.advising import AdviserAct
from services.registration.models.applications import Application, State
from services.registration.models.campus import Group, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy
from services.registration.models.people import Person
from services.registration.queries.students import within
from shared.identity.reach import Reach


def debtors(reach: Reach, term_id: UUID | None, today: date) -> Select[*tuple[Any, ...]]:
    """Each open debt of the students within reach, with the application made for it in this term, if any."""
    return (
        select(
            DebtCopy.debt_id,
            Student.student_id,
            (Person.surname + " " + Person.given_name).label("name"),
            Person.sort_key,
            Group.code.label("group"),
            Course.code.label("course"),
            DebtCopy.reason,
            Application.case_id,
            func.coalesce(Application.state, "not_applied").label("state"),
            Application.way,
            case((Application.state == State.INVOICED, Application.due_at)).label("due_at"),
            case((Application.state == State.INVOICED, _day(Application.due_at) - today)).label("days_left"),
        )
        .join(Student, Student.student_id == DebtCopy.student_id)
        .join(Group, Group.group_id == Student.group_id)
        .join(Person, Person.person_id == Student.student_id)
        .join(Course, Course.course_id == DebtCopy.course_id)
        .outerjoin(
            Application,
            and_(
                Application.debt_id == DebtCopy.debt_id,
                Application.term_id == term_id,
                Application.state != State.ENDED,
            ),
        )
        .where(DebtCopy.status == "open", within(reach))
        .order_by(Person.sort_key, Course.code)
    )


def applied_since(reach: Reach, since: datetime) -> Select[*tuple[Any, ...]]:
    """Applications of the students within reach that were made since then and go on."""
    return (
        select(
            Application.case_id,
            Application.student_id,
            (Person.surname + " " + Person.given_name).label("name"),
            Group.code.label("group"),
            Course.code.label("course"),
            Application.purpose,
            Application.state,
            Application.asked_at,
        )
        .join(Student, Student.student_id == Application.student_id)
        .join(Group, Group.group_id == Student.group_id)
        .join(Person, Person.person_id == Student.student_id)
        .join(Course, Course.course_id == Application.course_id)
        .where(Application.asked_at >= since, Application.state != State.ENDED, Application.left_at.is_(None))
        .where(within(reach))
        .order_by(Application.asked_at, Person.sort_key, Course.code)
    )


def _day(moment: InstrumentedAttribute[datetime | None]) -> ColumnElement[date]:
    """The day in Almaty."""
    return cast(func.timezone("Asia/Almaty", moment), Date)


def adviser_of(session: Session, student_id: UUID) -> Group:
    """The group of a student, with its adviser."""
    return session.scalars(
        select(Group).join(Student, Student.group_id == Group.group_id).where(Student.student_id == student_id)
    ).one()


def reasons_of(session: Session, cases: Collection[Application]) -> dict[UUID, dict[str, str]]:
    """Why the adviser objected, by case: what the student is told (R8.3)."""
    objected = [row.case_id for row in cases if row.left_why == Why.ADVISER_OBJECTED]
    if not objected:
        return {}
    rows = session.execute(
        select(AdviserAct.case_id, AdviserAct.reason, Person.surname, Person.given_name)
        .join(Person, Person.person_id == AdviserAct.adviser_id)
        .where(AdviserAct.case_id.in_(objected), AdviserAct.kind == "objection")
    )
    return {case_id: {"why": reason, "by": f"{surname} {name}"} for case_id, reason, surname, name in rows if case_id}


def acts_of(session: Session, debt_id: UUID, case_id: UUID | None) -> Sequence[AdviserAct]:
    """What his adviser has done about a debt, the newest first."""
    mine = or_(AdviserAct.debt_id == debt_id, AdviserAct.case_id == case_id)
    return session.scalars(select(AdviserAct).where(mine).order_by(AdviserAct.done_at.desc())).all()
