"""Sections as teachers, deans and the office see them, with the state of their lists (R5.1, R8.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.grading.models import Course, Person, Section, Sheet, SheetRow, Term
from shared.identity.reach import Reach


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A section of a teacher, with the state of its lists."""

    section_id: UUID
    label: str
    course: str
    titles: dict[str, str]
    season: str
    academic_year: int
    starts_on: date
    teacher: str
    students: int
    exam_ends_at: datetime | None
    due_at: datetime | None
    late: bool
    status: str
    """Of the examination sheet: ``none``, ``open``, ``late``, ``sealed``."""


def groups(session: Session, reach: Reach, *, teacher_id: UUID | None = None) -> list[GroupLine]:
    """Sections within somebody's reach, or those that a teacher teaches, the newest term first."""
    query = _sections(reach)
    if teacher_id is not None:
        query = query.where(Section.teacher_id == teacher_id)
    counts = dict(_counts(session))
    return [
        _group(section, course, term, sheet, teacher, counts.get(section.section_id, 0))
        for section, course, term, sheet, teacher in session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class TitledGroup:
    """A section as a table prints it, in the language of who looks."""

    section_id: UUID
    label: str
    course: str
    title: str
    teacher: str
    students: int
    exam_ends_at: datetime | None
    due_at: datetime | None
    status: str


def titled(found: Sequence[GroupLine], language: str) -> list[TitledGroup]:
    """Sections for a table, with the course's title in a language."""
    return [
        TitledGroup(
            line.section_id, line.label, line.course, line.titles.get(language, line.course), line.teacher,
            line.students, line.exam_ends_at, line.due_at, line.status,
        )
        for line in found
    ]  # fmt: skip


_IS_EXAM = (Sheet.kind == "exam") & (Sheet.nth == 1) & Sheet.is_newest()


def _sections(reach: Reach) -> Select[Any]:
    query = (
        select(Section, Course, Term, Sheet, Person)
        .join(Course, Course.course_id == Section.course_id)
        .join(Term, Term.term_id == Section.term_id)
        .outerjoin(Sheet, (Sheet.section_id == Section.section_id) & _IS_EXAM)
        .outerjoin(Person, Person.person_id == Section.teacher_id)
        .where(Section.status != "imported")
        .order_by(Term.starts_on.desc(), Course.code, Section.label)
    )
    return reach.narrow(
        query, owner=Section.teacher_id, faculty=Section.faculty_id, section=Section.section_id
    )  # fmt: skip


def _counts(session: Session) -> Sequence[tuple[UUID, int]]:
    rows = session.execute(
        select(Sheet.section_id, func.count(SheetRow.row_id))
        .join(SheetRow, SheetRow.sheet_id == Sheet.sheet_id)
        .where(_IS_EXAM, SheetRow.is_there())
        .group_by(Sheet.section_id)
    )
    return [(section_id, number) for section_id, number in rows]


def _group(
    section: Section, course: Course, term: Term, sheet: Sheet | None, teacher: Person | None, students: int
) -> GroupLine:
    late_now = sheet is not None and sheet.status == "open" and sheet.late_since is not None
    return GroupLine(
        section_id=section.section_id,
        label=section.label,
        course=course.code,
        titles=course.titles,
        season=term.season,
        academic_year=term.academic_year,
        starts_on=term.starts_on,
        teacher=teacher.name if teacher else "",
        students=students,
        exam_ends_at=section.exam_ends_at,
        due_at=sheet.due_at if sheet else None,
        late=late_now,
        status="none" if sheet is None else "late" if late_now else sheet.status,
    )
