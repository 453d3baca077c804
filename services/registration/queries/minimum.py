"""Lists about the minimum and the line: sections under it, who has not chosen, who applied provisionally (R8.5, D6)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from services.registration.models.applications import Application, State
from services.registration.models.campus import Group, Student
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.models.sections import Section
from services.registration.models.study import PendingCopy
from services.registration.queries.students import within
from services.registration.queries.study import PENDING
from shared.identity.reach import Reach


def sections_and_minimum(term_id: UUID, reach: Reach) -> Select[*tuple[Any, ...]]:
    """The open sections of a term with what is paid and what is missing; a dean sees those of his faculty (R8.5)."""
    paid = func.count(Application.case_id)
    query = (
        select(
            Section.section_id, Course.code.label("course"), Section.label.label("section"), Section.capacity,
            Section.taken, Section.minimum, paid.label("paid"),
            func.greatest(Section.minimum - paid, 0).label("missing"),
        )
        .join(Course, Course.course_id == Section.course_id)
        .outerjoin(
            Application,
            and_(
                Application.section_id == Section.section_id, Application.paid_on.is_not(None),
                Application.state != State.ENDED,
            ),
        )
        .where(Section.term_id == term_id, Section.status == "open")
        .group_by(Section.section_id, Course.course_id)
        .order_by(Course.code, Section.label)
    )  # fmt: skip
    return query if reach.everything else query.where(Course.faculty_id.in_(reach.faculties))


def not_chosen(reach: Reach) -> Select[*tuple[Any, ...]]:
    """Whose course is not held, who paid for it, and who has not said what he wants (D6)."""
    query = _of_students(Application.invoice_amount, Application.choose_until).where(
        Application.choose_until.is_not(None), Application.choice.is_(None), Application.state != State.ENDED
    )
    return query.where(within(reach))


def provisional(reach: Reach) -> Select[*tuple[Any, ...]]:
    """Who applied while his result can still change, and what can change it (R8.3, D8)."""
    open_still = and_(
        PendingCopy.student_id == Application.student_id,
        PendingCopy.course_id == Application.course_id,
        PendingCopy.why.in_(PENDING),
    )
    query = (
        _of_students(PendingCopy.why, PendingCopy.until)
        .outerjoin(PendingCopy, open_still)
        .where(Application.provisional, Application.state != State.ENDED)
    )
    return query.where(within(reach))


def _of_students(*columns: Any) -> Select[*tuple[Any, ...]]:
    name = (Person.surname + " " + Person.given_name).label("name")
    return (
        select(Application.case_id, name, Student.number, Course.code.label("course"), Application.state, *columns)
        .join(Student, Student.student_id == Application.student_id)
        .join(Group, Group.group_id == Student.group_id)
        .join(Person, Person.person_id == Application.student_id)
        .join(Course, Course.course_id == Application.course_id)
        .order_by(Person.sort_key, Application.case_id)
    )
