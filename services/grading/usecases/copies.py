"""Keeping what registration tells of people, students, courses, terms and sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from services.grading.models import Course, Person, Section, Student, Term
from services.grading.usecases import late
from shared.contracts.registration import CourseChanged, PersonChanged, SectionChanged, StudentChanged, TermChanged
from shared.messaging import upsert_copy
from shared.sorting import folded, sort_key


def keep_people(session: Session, events: Sequence[PersonChanged]) -> None:
    """Names and languages; not the address, which grading does not need."""
    upsert_copy(session, Person, [person_row(event) for event in events], key="person_id")


def keep_students(session: Session, events: Sequence[StudentChanged]) -> None:
    """Standing of students; not the IIN, which grading does not need."""
    upsert_copy(session, Student, [student_row(event) for event in events], key="student_id")


def keep_courses(session: Session, events: Sequence[CourseChanged]) -> None:
    """Courses with their credits and whether they count in the GPA (R6.2)."""
    upsert_copy(session, Course, [asdict(event) for event in events], key="course_id")


def keep_terms(session: Session, events: Sequence[TermChanged]) -> None:
    """Terms with their season and days."""
    upsert_copy(session, Term, [asdict(event) for event in events], key="term_id")


def keep_sections(session: Session, events: Sequence[SectionChanged]) -> None:
    """Sections with teacher and exam; a moved exam moves the moment by which its sheet is due (R5.1)."""
    upsert_copy(session, Section, [section_row(event) for event in events], key="section_id")
    late.set_due(session, sorted({event.section_id for event in events}))


def person_row(event: PersonChanged) -> dict[str, Any]:
    """The copy of a person."""
    name = " ".join(part for part in (event.surname, event.given_name, event.patronymic) if part)
    return {
        "person_id": event.person_id,
        "version_no": event.version_no,
        "surname": event.surname,
        "given_name": event.given_name,
        "patronymic": event.patronymic,
        "language": event.language,
        "is_staff": event.is_staff,
        "sort_key": sort_key(name),
        "folded": folded(name),
    }


def student_row(event: StudentChanged) -> dict[str, Any]:
    """The copy of a student."""
    return {
        "student_id": event.student_id,
        "version_no": event.version_no,
        "number": event.number,
        "faculty": event.faculty,
        "faculty_id": event.faculty_id,
        "group_id": event.group_id,
        "specialty": event.specialty,
        "group_name": event.group,
        "year_of_study": event.year_of_study,
        "funding": event.funding,
        "status": event.status,
    }


def section_row(event: SectionChanged) -> dict[str, Any]:
    """The copy of a section."""
    days = [day.isoformat() for day in event.attestations_on]
    return {**asdict(event), "attestations_on": days}
