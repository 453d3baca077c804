"""A small university in registration's tables, for tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.models.copies import DebtCopy, TariffCopy
from services.registration.usecases.records.context import Context
from services.registration.usecases.records.load import take_batch
from shared.clock import at, now, set_office
from shared.identity import Actor, Held, Role, Scope
from shared.money import Money
from shared.records.generated import generated_university
from shared.records.ids import record_id
from shared.records.model import University

STUDENTS = 60
MAY_20 = date(2026, 5, 20)


@cache
def university() -> University:
    """The same sixty students in every test."""
    return generated_university(1, students=STUDENTS)


def load(session: Session, source: University | None = None) -> int:
    """Take all records in; answers how many were new."""
    source = source or university()
    context = Context.of(source, now(session).real)
    return sum(take_batch(session, context, batch, source.batch_count()) for batch in source.batches())


def on(session: Session, day: date, hour: int = 10) -> None:
    """It is this hour of this day at the office."""
    set_office(session, at(day, hour))


def office_ready(session: Session) -> None:
    """Records, prices and the debts of everybody who failed."""
    on(session, MAY_20)
    load(session)
    price_everything(session)
    owe(session)


def price_everything(session: Session, year: int = 2025) -> None:
    """A price of one credit for each specialty (R9.2)."""
    for specialty in university().specialties:
        session.add(
            TariffCopy(
                row=f"{specialty.code}:{year}:2025-09-01",
                version_no=1,
                specialty=specialty.code,
                academic_year=year,
                price=Money.of("18500"),
                valid_from=date(2025, 9, 1),
            )
        )
    session.flush()


def owe(session: Session) -> None:
    """A debt for each failed registration, as grading tells it."""
    failed = [row for row in university().registrations if row.letter == "F"]
    for row in failed:
        session.add(
            DebtCopy(
                debt_id=record_id("debt", row.student_id, row.course_id),
                version_no=1,
                student_id=row.student_id,
                course_id=row.course_id,
                status="open",
                reason="failed",
                percent=row.percent,
                term_id=row.term_id,
                since=MAY_20,
            )
        )
    session.flush()


def faculty_with_debts() -> UUID:
    """The faculty whose courses are owed most."""
    of = {course.id: course.faculty_id for course in university().courses}
    return Counter(of[row.course_id] for row in university().registrations if row.letter == "F").most_common(1)[0][0]


def owed_courses(session: Session, faculty_id: UUID) -> list[UUID]:
    """Courses of a faculty that somebody owes."""
    mine = {course.id for course in university().courses if course.faculty_id == faculty_id}
    return [
        course
        for course in session.scalars(select(DebtCopy.course_id).distinct().order_by(DebtCopy.course_id))
        if course in mine
    ]


def with_role(role: str) -> Actor:
    """Somebody of the records who holds a role."""
    for person in university().staff:
        for held in person.roles:
            if held.role == role:
                return Actor(person.id, person.name, (Held(Role(role)),))
    raise LookupError(role)


def dean_of(faculty_id: UUID) -> Actor:
    """The dean of a faculty."""
    for person in university().staff:
        if any(held.role == "dean" and held.faculty_id == faculty_id for held in person.roles):
            return Actor(person.id, person.name, (Held(Role.DEAN, Scope.FACULTY, faculty_id),))
    raise LookupError(faculty_id)


def teacher_of(faculty_id: UUID) -> UUID:
    """A teacher of a faculty."""
    return next(
        person.id
        for person in university().staff
        if any(held.role == "teacher" and held.faculty_id == faculty_id for held in person.roles)
    )


@contextmanager
def acting(session: Session, actor: Actor) -> Iterator[None]:
    """What is done here is done by this person."""
    session.info["actor"] = actor
    try:
        yield
    finally:
        session.info.pop("actor")
