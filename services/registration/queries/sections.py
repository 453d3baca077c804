"""Sections as lists and one by one, with teacher, times and who is in them (R3.5, R8.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.registration.models.applications import HAS_SEAT, Application
from services.registration.models.campus import Group, Student
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.models.sections import Section, SectionMeeting
from services.registration.models.terms import Term
from shared.errors import NotFound
from shared.identity.reach import Reach


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A class of every week."""

    weekday: int
    starts: time
    ends: time
    room: str


@dataclass(frozen=True, slots=True)
class SectionCard:
    """One section, whole."""

    section_id: UUID
    term_id: UUID
    term_status: str
    course_id: UUID
    faculty_id: UUID
    code: str
    title: dict[str, str]
    label: str
    teacher_id: UUID | None
    teacher: str | None
    capacity: int
    taken: int
    minimum: int
    status: str
    attestations_on: Sequence[str]
    exam_at: datetime | None
    exam_ends_at: datetime | None
    meetings: Sequence[MeetingLine]


def listed(term_id: UUID | None = None, course_id: UUID | None = None) -> Select[*tuple[Any, ...]]:
    """Sections by course and label; the teacher's name in parts."""
    query = (
        select(
            Section.section_id,
            Section.term_id,
            Section.course_id,
            Course.code,
            Course.title,
            Section.label,
            Section.teacher_id,
            (Person.surname + " " + Person.given_name).label("teacher"),
            Section.capacity,
            Section.taken,
            (Section.capacity - Section.taken).label("free"),
            Section.minimum,
            Section.status,
            Section.exam_at,
        )
        .join(Course, Course.course_id == Section.course_id)
        .outerjoin(Person, Person.person_id == Section.teacher_id)
        .order_by(Course.code, Section.label, Section.section_id)
    )
    if term_id is not None:
        query = query.where(Section.term_id == term_id)
    return query.where(Section.course_id == course_id) if course_id is not None else query


def card(session: Session, section_id: UUID) -> SectionCard:
    """A section with everything that stands about it. Raises NotFound."""
    row = session.execute(
        select(Section, Course, Person, Term.status)
        .join(Course, Course.course_id == Section.course_id)
        .join(Term, Term.term_id == Section.term_id)
        .outerjoin(Person, Person.person_id == Section.teacher_id)
        .where(Section.section_id == section_id)
    ).one_or_none()
    if row is None:
        raise NotFound("section")
    section, course, teacher, term_status = row
    own = {name: getattr(section, name) for name in _OWN}
    return SectionCard(
        **own,
        term_status=term_status,
        faculty_id=course.faculty_id,
        code=course.code,
        title=course.title,
        teacher=teacher.name if teacher else None,
        attestations_on=tuple(section.attestations_on),
        meetings=meetings(session, section_id),
    )


_OWN = (
    "section_id", "term_id", "course_id", "label", "teacher_id", "capacity", "taken", "minimum", "status", "exam_at",
    "exam_ends_at",
)  # fmt: skip
"""What a card takes of the section's row as it stands."""


def meetings(session: Session, section_id: UUID) -> list[MeetingLine]:
    """The weekly classes of a section in their order."""
    rows = session.scalars(
        select(SectionMeeting).where(SectionMeeting.section_id == section_id).order_by(SectionMeeting.nth)
    )
    return [MeetingLine(row.weekday, row.starts, row.ends, row.room) for row in rows]


def class_list(section_id: UUID, reach: Reach) -> Select[*tuple[Any, ...]]:
    """Who has a seat in a section as of now, confirmed or not, by name; an adviser sees his own students (R8.6)."""
    query = (
        select(
            Application.case_id,
            Student.student_id,
            Student.number,
            Person.surname,
            Person.given_name,
            Person.patronymic,
            Group.code.label("group"),
            Application.state,
            Application.due_at,
        )
        .join(Student, Student.student_id == Application.student_id)
        .join(Person, Person.person_id == Student.student_id)
        .join(Group, Group.group_id == Student.group_id)
        .join(Section, Section.section_id == Application.section_id)
        .where(Application.section_id == section_id, Application.state.in_(HAS_SEAT))
        .order_by(Person.sort_key)
    )
    if reach.everything:
        return query
    if reach.owner is not None and not (reach.faculties or reach.groups or reach.sections):
        return query.where((Section.teacher_id == reach.owner) | (Group.adviser_id == reach.owner))
    return reach.narrow(
        query, owner=Section.teacher_id, faculty=Student.faculty_id, group=Student.group_id, section=Section.section_id
    )
