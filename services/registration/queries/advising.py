"""An adviser's students with academic debts: applied, waiting, unpaid with days left, not applied (R3.10)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, select

from services.registration.models.applications import Application, State
from services.registration.models.campus import Group, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy
from services.registration.models.people import Person
from services.registration.queries.students import within
from shared.identity.reach import Reach


def debtors(reach: Reach, term_id: UUID | None) -> Select[*tuple[Any, ...]]:
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
