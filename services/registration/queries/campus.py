"""The university as lists: faculties, specialties, groups, courses, staff."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from services.registration.models.accounts import RoleGrant
from services.registration.models.campus import Faculty, Group, Specialty, Student
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from shared.sorting import folded


def faculties() -> Select[*tuple[Any, ...]]:
    """Every faculty."""
    return select(Faculty).order_by(Faculty.code)


def specialties(faculty_id: UUID | None = None) -> Select[*tuple[Any, ...]]:
    """Every specialty, or those of a faculty."""
    query = select(Specialty).order_by(Specialty.code)
    return query.where(Specialty.faculty_id == faculty_id) if faculty_id else query


def groups(specialty_id: UUID | None = None) -> Select[*tuple[Any, ...]]:
    """Every group with its adviser and number of students, or those of a specialty."""
    query = (
        select(
            Group.group_id,
            Group.code,
            Group.specialty_id,
            Group.entry_year,
            Group.year_of_study,
            Group.language,
            Group.adviser_id,
            func.count(Student.student_id).label("students"),
        )
        .outerjoin(Student, Student.group_id == Group.group_id)
        .group_by(Group.group_id)
        .order_by(Group.code)
    )
    return query.where(Group.specialty_id == specialty_id) if specialty_id else query


def courses(search: str = "", faculty_id: UUID | None = None) -> Select[*tuple[Any, ...]]:
    """The catalogue, found by code or title in any language (R3.1)."""
    query = select(Course).order_by(Course.code)
    for word in folded(search).split():
        query = query.where(Course.folded.contains(word, autoescape=True))
    return query.where(Course.faculty_id == faculty_id) if faculty_id else query


def teachers(session: Session, on: date, faculty_id: UUID | None = None) -> list[tuple[UUID, str]]:
    """Who may teach a section, by name: teachers of a faculty, or all."""
    query = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.person_id)
        .where(
            RoleGrant.role == "teacher",
            RoleGrant.valid_from <= on,
            or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= on),
        )
        .order_by(Person.sort_key)
    )
    if faculty_id is not None:
        query = query.where(or_(RoleGrant.scope_id.is_(None), RoleGrant.scope_id == faculty_id))
    return [(person.person_id, person.name) for person in session.scalars(query).unique()]
