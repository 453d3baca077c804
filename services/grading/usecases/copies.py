"""Keeping what registration tells of people, students, courses, terms and sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from services.grading.models import Course, DayOff, Person, Section, Student, Term
from services.grading.usecases import late, pending, timetable
from shared.contracts.registration import (
    CourseChanged,
    HolidaysChanged,
    PersonChanged,
    SectionChanged,
    StudentChanged,
    TermChanged,
)
from shared.messaging import publish, upsert_copy
from shared.sorting import folded, sort_key
from shared.workdays import keep_days_off as keep_table


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
    """Terms with their season and days; the classes of their sections follow (R2.1)."""
    upsert_copy(session, Term, [asdict(event) for event in events], key="term_id")
    timetable.plan_terms(session, sorted({event.term_id for event in events}))


def keep_days_off(session: Session, events: Sequence[HolidaysChanged]) -> None:
    """Days that the office made off or worked; classes that lie on them follow, and duties that end on them (R2.1)."""
    keep_table(session, DayOff, events)
    days = sorted({event.day for event in events})
    timetable.plan_days(session, days)
    late.days_changed(session, days)
    publish(session, list(pending.days_changed(session, days)))


def keep_sections(session: Session, events: Sequence[SectionChanged]) -> None:
    """Sections with teacher, times and exam: a moved exam moves the moment by which its sheet is due (R5.1)."""
    upsert_copy(session, Section, [section_row(event) for event in events], key="section_id")
    changed = sorted({event.section_id for event in events})
    late.set_due(session, changed)
    timetable.plan(session, changed)


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
        "adviser_id": event.adviser_id,
    }


def section_row(event: SectionChanged) -> dict[str, Any]:
    """The copy of a section."""
    days = [day.isoformat() for day in event.attestations_on]
    return {**asdict(event), "attestations_on": days, "meetings": list(asdict(event)["meetings"])}
