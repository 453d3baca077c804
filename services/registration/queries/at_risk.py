"""Whom a dean looks after: below the transfer GPA, grants and graduations at risk, taught by who failed them (R7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Numeric,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)  # fmt: skip
from sqlalchemy.orm import Session

from services.registration.domain import promotion
from services.registration.models.applications import Application, State
from services.registration.models.campus import Group, Practice, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy, GpaCopy
from services.registration.models.people import Person
from services.registration.models.sections import Section
from services.registration.queries.failed_with import failed_with
from services.registration.queries.policies import in_force
from services.registration.queries.students import within
from shared.identity.reach import Reach

NAME = (Person.surname + " " + Person.given_name).label("name")
PAID = (State.CONFIRMED, State.ON_SHEET)
HUNDREDTH = Decimal("0.01")
NOT_SET = cast(null(), Numeric(3, 2))


def thresholds(session: Session, on: date) -> dict[int, Decimal]:
    """The transfer GPA by year of study, as the council's row in force says; empty while it is missing (R7.1)."""
    return promotion.thresholds(in_force(session, on)["transfer_gpa"].value["thresholds"])


def short_of(session: Session, student: Student, on: date) -> tuple[Decimal, Decimal] | None:
    """What a student has and what is asked of him, while he is below: who repeats the year loses his grant (R7.3)."""
    wanted, copy = thresholds(session, on).get(student.year_of_study), session.get(GpaCopy, student.student_id)
    if wanted is None or copy is None or copy.gpa is None or copy.gpa >= wanted:
        return None
    return copy.gpa, wanted


def debts() -> Subquery:
    """``student_id, debts, credits, applied, paid`` of each student with open academic debts."""
    live = and_(Application.debt_id == DebtCopy.debt_id, Application.state != State.ENDED)
    return (
        select(
            DebtCopy.student_id,
            func.count().label("debts"),
            cast(func.sum(Course.credits), Integer).label("credits"),
            func.count(Application.case_id).label("applied"),
            func.count().filter(Application.state.in_(PAID)).label("paid"),
        )
        .join(Course, Course.course_id == DebtCopy.course_id)
        .outerjoin(Application, live)
        .where(DebtCopy.status == "open")
        .group_by(DebtCopy.student_id)
        .subquery("open_debts")
    )


class Standing:
    """What a student has, what is asked of him, and what the summer can change: columns of the lists below."""

    def __init__(self, wanted: Mapping[int, Decimal]) -> None:
        self.debts = debts()
        whens = {year: literal(gpa, Numeric(3, 2)) for year, gpa in wanted.items()}
        self.wanted: ColumnElement[Any] = case(whens, value=Student.year_of_study) if whens else NOT_SET
        self.open = func.coalesce(self.debts.c.debts, 0)
        self.applied = func.coalesce(self.debts.c.applied, 0)
        credits = func.coalesce(self.debts.c.credits, 0)
        self.best = func.round(GpaCopy.gpa + promotion.HIGHEST * credits / func.nullif(GpaCopy.credits, 0), 2)
        """If each debt is removed with the highest mark: an F counts 0, and its credits already count (R6.1)."""
        missing = (self.wanted - GpaCopy.gpa) * GpaCopy.credits / func.nullif(credits, 0)
        self.needed = case((self.best >= self.wanted, func.ceil(missing / HUNDREDTH) * HUNDREDTH))
        """The mean of points in the courses owed with which the transfer GPA is reached."""
        self.is_below = GpaCopy.gpa < self.wanted


def below(reach: Reach, wanted: Mapping[int, Decimal]) -> Select[*tuple[Any, ...]]:
    """Students below the transfer GPA of their year, and what summer can change (R7.1, R7.2)."""
    its = Standing(wanted)
    outlook = case((its.best >= its.wanted, "summer_can"), else_="summer_cannot").label("outlook")
    columns = (GpaCopy.gpa, its.wanted.label("wanted"), its.best.label("best"), its.needed.label("needed"), outlook)
    return _students(its, reach, *columns).where(its.is_below)


def grants(reach: Reach, wanted: Mapping[int, Decimal]) -> Select[*tuple[Any, ...]]:
    """Holders of a grant who may lose it, or keep it and pay for the re-study alone (R7.3)."""
    its = Standing(wanted)
    outlook = case((its.is_below, "grant_at_risk"), (its.wanted.is_(None), "grant_unknown"), else_="grant_kept")
    columns = (GpaCopy.gpa, its.wanted.label("wanted"), its.best.label("best"), outlook.label("outlook"))
    query = _students(its, reach, *columns)
    return query.where(Student.funding == "grant", or_(its.is_below, its.open > 0))


def graduating(reach: Reach, results_by: date | None, today: date) -> Select[*tuple[Any, ...]]:
    """Graduating students with debts: whether the sealed result comes before their certification (R7.5, D13)."""
    its, begins = Standing({}), _certification(today)
    late = begins.c.starts_on <= results_by if results_by else literal(False)
    outlook = case((its.applied < its.open, "not_applied"), (late, "result_too_late"), else_="result_in_time")
    query = _students(its, reach, GpaCopy.gpa, its.debts.c.paid, begins.c.starts_on, outlook.label("outlook"))
    query = query.outerjoin(begins, begins.c.group_id == Student.group_id)
    return query.where(Student.graduating, its.open > 0)


def own_teachers(reach: Reach, term_id: UUID | None) -> Select[*tuple[Any, ...]]:
    """Whom the teacher of his section has failed before, in the courses of a dean's faculty too (R8.6)."""
    them, teacher = failed_with(), Person.__table__.alias("teacher")
    same = and_(them.c.debt_id == Application.debt_id, them.c.teacher_id == Section.teacher_id)
    seen = within(reach) if reach.everything else or_(within(reach), Course.faculty_id.in_(reach.faculties))
    return (
        select(
            (teacher.c.surname + " " + teacher.c.given_name).label("teacher"), teacher.c.sort_key.label("teacher_key"),
            Application.case_id, NAME, Person.sort_key, Group.code.label("group"), Course.code.label("course"),
            Section.section_id, Section.label.label("section"), Application.state,
        )
        .join(Section, Section.section_id == Application.section_id)
        .join(Course, Course.course_id == Section.course_id)
        .join(them, same)
        .join(teacher, teacher.c.person_id == Section.teacher_id)
        .join(Student, Student.student_id == Application.student_id)
        .join(Group, Group.group_id == Student.group_id)
        .join(Person, Person.person_id == Application.student_id)
        .where(Application.term_id == term_id, Application.state != State.ENDED, seen)
        .distinct()
        .order_by(teacher.c.sort_key, Person.sort_key, Application.case_id)
    )  # fmt: skip


def _students(its: Standing, reach: Reach, *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Student.student_id, NAME, Person.sort_key, Group.code.label("group"), Student.year_of_study,
            Student.funding, its.open.label("debts"), its.applied.label("applied"), *columns,
        )
        .join(Person, Person.person_id == Student.student_id)
        .join(Group, Group.group_id == Student.group_id)
        .outerjoin(GpaCopy, GpaCopy.student_id == Student.student_id)
        .outerjoin(its.debts, its.debts.c.student_id == Student.student_id)
        .where(Student.status == "studying", within(reach))
        .order_by(Person.sort_key, Student.student_id)
    )  # fmt: skip


def _certification(today: date) -> Subquery:
    """The next certification of each group."""
    return (
        select(Practice.group_id, func.min(Practice.starts_on).label("starts_on"))
        .where(Practice.kind == "certification", Practice.ends_on >= today)
        .group_by(Practice.group_id)
        .subquery("certification")
    )
