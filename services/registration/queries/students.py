"""Students as they may be seen, and the search card: one student with every state and who has to act now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, literal, or_, select
from sqlalchemy.orm import Session

from services.registration.models.applications import Application
from services.registration.models.campus import Faculty, Group, Specialty, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import ArrearsCopy, DebtCopy, GpaCopy
from services.registration.models.people import Person
from services.registration.models.sections import Section
from shared.errors import NotFound
from shared.identity.reach import Reach
from shared.money import Money, MoneyType
from shared.sorting import folded
from shared.workflow.tables import Case

NOTHING = literal(Money(), MoneyType())


@dataclass(frozen=True, slots=True)
class DebtLine:
    """An academic debt with its reason."""

    debt_id: UUID
    course_id: UUID
    code: str
    title: dict[str, str]
    credits: int
    status: str
    reason: str
    percent: Decimal | None
    since: date


@dataclass(frozen=True, slots=True)
class CaseLine:
    """An application with its state and the step at which its case waits."""

    case_id: UUID
    code: str
    title: dict[str, str]
    section: str
    state: str
    way: str | None
    waits_for: str
    due_at: datetime | None
    amount: Money


@dataclass(frozen=True, slots=True)
class StudentCard:
    """Everything that the office asks of one student."""

    student_id: UUID
    name: str
    number: str
    iin: str | None
    email: str | None
    phone: str | None
    language: str
    faculty: dict[str, str]
    specialty_code: str
    specialty: dict[str, str]
    group: str
    year_of_study: int
    funding: str
    status: str
    graduating: bool
    gpa: Decimal | None
    fees: Money
    tuition: Money
    debts: Sequence[DebtLine]
    cases: Sequence[CaseLine]


def listed(reach: Reach, search: str = "") -> Select[*tuple[Any, ...]]:
    """The students within somebody's reach, by name; found by name, IIN or number."""
    query = (
        select(
            Student.student_id,
            Person.surname,
            Person.given_name,
            Person.patronymic,
            Person.sort_key,
            Student.number,
            Person.iin,
            Faculty.code.label("faculty"),
            Specialty.code.label("specialty"),
            Group.code.label("group"),
            Student.year_of_study,
            Student.funding,
            Student.status,
            Student.graduating,
        )
        .join(Person, Person.person_id == Student.student_id)
        .join(Faculty, Faculty.faculty_id == Student.faculty_id)
        .join(Specialty, Specialty.specialty_id == Student.specialty_id)
        .join(Group, Group.group_id == Student.group_id)
        .where(within(reach))
        .order_by(Person.sort_key, Student.student_id)
    )
    for word in folded(search).split():
        query = query.where(Person.folded.contains(word, autoescape=True))
    return query


def within(reach: Reach) -> ColumnElement[bool]:
    """Which students a reach covers: himself, those of an adviser's groups, of groups and faculties given."""
    if reach.everything:
        return Student.student_id == Student.student_id
    marks: list[ColumnElement[bool]] = [
        Student.faculty_id.in_(reach.faculties),
        Student.group_id.in_(reach.groups),
    ]
    if reach.owner is not None:
        marks.append(Student.student_id == reach.owner)
        marks.append(Group.adviser_id == reach.owner)
    return or_(false(), *marks)


def card(session: Session, student_id: UUID, reach: Reach) -> StudentCard:
    """The card of a student. Raises NotFound, also for one whom the person who asks may not see."""
    row = session.execute(_cards().where(Student.student_id == student_id, within(reach))).mappings().one_or_none()
    if row is None:
        raise NotFound("student")
    return StudentCard(**row, debts=debts_of(session, student_id), cases=cases_of(session, student_id))


def _cards() -> Select[*tuple[Any, ...]]:
    """What stands about each student himself, as ``StudentCard`` names it."""
    who = (Person.iin, Person.email, Person.phone, Person.language)
    standing = (Student.year_of_study, Student.funding, Student.status, Student.graduating)
    return (
        select(
            Student.student_id,
            func.concat_ws(" ", Person.surname, Person.given_name, func.nullif(Person.patronymic, "")).label("name"),
            Student.number,
            *who,
            Faculty.title.label("faculty"),
            Specialty.code.label("specialty_code"),
            Specialty.title.label("specialty"),
            Group.code.label("group"),
            *standing,
            GpaCopy.gpa,
            func.coalesce(ArrearsCopy.fees, NOTHING).label("fees"),
            func.coalesce(ArrearsCopy.tuition, NOTHING).label("tuition"),
        )
        .join(Person, Person.person_id == Student.student_id)
        .join(Faculty, Faculty.faculty_id == Student.faculty_id)
        .join(Specialty, Specialty.specialty_id == Student.specialty_id)
        .join(Group, Group.group_id == Student.group_id)
        .outerjoin(GpaCopy, GpaCopy.student_id == Student.student_id)
        .outerjoin(ArrearsCopy, ArrearsCopy.student_id == Student.student_id)
    )


def debts_of(session: Session, student_id: UUID) -> list[DebtLine]:
    """A student's academic debts, the open ones first."""
    rows = session.execute(
        select(DebtCopy, Course.code, Course.title, Course.credits)
        .join(Course, Course.course_id == DebtCopy.course_id)
        .where(DebtCopy.student_id == student_id)
        .order_by(DebtCopy.status.desc(), Course.code)
    )
    return [
        DebtLine(debt.debt_id, debt.course_id, code, title, credits, debt.status, debt.reason, debt.percent, debt.since)
        for debt, code, title, credits in rows
    ]


def cases_of(session: Session, student_id: UUID) -> list[CaseLine]:
    """A student's applications, the newest first, with what each waits for."""
    rows = session.execute(
        select(Application, Course.code, Course.title, Section.label, Case.label)
        .join(Course, Course.course_id == Application.course_id)
        .join(Section, Section.section_id == Application.section_id)
        .outerjoin(Case, Case.case_id == Application.case_id)
        .where(Application.student_id == student_id)
        .order_by(Application.received_at.desc(), Application.case_id)
    )
    return [
        CaseLine(a.case_id, code, title, label, a.state, a.way, step or "", a.due_at, a.amount)
        for a, code, title, label, step in rows
    ]
