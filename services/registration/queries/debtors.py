"""Open academic debts and wishes by course: what a proposal rests on (R8.2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Select, Subquery, and_, false, func, select, true, type_coerce
from sqlalchemy.orm import Session

from services.registration.models.campus import Specialty, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy
from services.registration.models.signatures import Signature
from services.registration.queries.prices import prices_on
from shared.clock import now
from shared.money import Money


@dataclass(frozen=True, slots=True)
class CourseDebtors:
    """How many students owe a course or have signed for it, and what they would pay for it if all came."""

    course_id: UUID
    code: str
    title: dict[str, str]
    credits: int
    faculty_id: UUID
    debtors: int
    grant: int
    graduating: int
    wishes: int
    """Signatures that stand (R8.2)."""
    wanted: int
    """Students who owe it or have signed, each once."""
    expected_fee: Money


def debtors_by_course(
    session: Session,
    academic_year: int,
    faculties: Collection[UUID] | None = None,
    courses: Collection[UUID] | None = None,
) -> list[CourseDebtors]:
    """Courses with open debts or wishes, of some faculties or all, by code; fees at the prices of that year."""
    query = _counted(academic_year, now(session).day)
    if faculties is not None:
        query = query.where(Course.faculty_id.in_(faculties))
    if courses is not None:
        query = query.where(Course.course_id.in_(courses))
    return [
        CourseDebtors(
            row.course_id,
            row.code,
            row.title,
            row.credits,
            row.faculty_id,
            row.debtors,
            row.grant,
            row.graduating,
            row.wishes,
            row.wanted,
            Money(int(row.price_sum or 0)) * row.credits,
        )
        for row in session.execute(query)
    ]


def _counted(
    academic_year: int, on: date
) -> Select[UUID, str, dict[str, str], int, UUID, int, int, int, int, int, int]:
    prices, wanted = prices_on(on), _wanted(academic_year)
    return (
        select(
            Course.course_id,
            Course.code,
            Course.title,
            Course.credits,
            Course.faculty_id,
            func.count().filter(wanted.c.owes).label("debtors"),
            func.count().filter(wanted.c.owes, Student.funding == "grant").label("grant"),
            func.count().filter(wanted.c.owes, Student.graduating).label("graduating"),
            func.count().filter(wanted.c.signed).label("wishes"),
            func.count().label("wanted"),
            func.sum(type_coerce(prices.c.price, BigInteger)).label("price_sum"),
        )
        .join(wanted, wanted.c.course_id == Course.course_id)
        .join(Student, Student.student_id == wanted.c.student_id)
        .join(Specialty, Specialty.specialty_id == Student.specialty_id)
        .outerjoin(prices, and_(prices.c.specialty == Specialty.code, prices.c.academic_year == academic_year))
        .where(Student.status == "studying")
        .group_by(Course.course_id)
        .order_by(Course.code)
    )


def _wanted(academic_year: int) -> Subquery:
    """``course_id, student_id, owes, signed``: everybody who wants a course, once."""
    owed = select(DebtCopy.course_id, DebtCopy.student_id, true().label("owes"), false().label("signed"))
    signed = select(Signature.course_id, Signature.student_id, false(), true())
    both = (
        owed.where(DebtCopy.status == "open")
        .union_all(signed.where(Signature.academic_year == academic_year, Signature.taken_back_at.is_(None)))
        .subquery()
    )
    return (
        select(
            both.c.course_id,
            both.c.student_id,
            func.bool_or(both.c.owes).label("owes"),
            func.bool_or(both.c.signed).label("signed"),
        )
        .group_by(both.c.course_id, both.c.student_id)
        .subquery()
    )


def specialties_of_debtors(session: Session, academic_year: int, courses: Collection[UUID]) -> set[str]:
    """Codes of the specialties whose students owe one of these courses, or have signed for it (R9.2)."""
    wanted = _wanted(academic_year)
    return set(
        session.scalars(
            select(Specialty.code)
            .join(Student, Student.specialty_id == Specialty.specialty_id)
            .join(wanted, wanted.c.student_id == Student.student_id)
            .where(wanted.c.course_id.in_(courses), Student.status == "studying")
            .distinct()
        )
    )


def priced_specialties(session: Session, academic_year: int, on: date) -> set[str]:
    """Codes of the specialties whose price of one credit in this academic year is in force on a day (R9.2)."""
    prices = prices_on(on)
    return set(session.scalars(select(prices.c.specialty).where(prices.c.academic_year == academic_year)))
