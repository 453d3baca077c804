"""Examination sheets that are late, and whose (R5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from services.grading.models import Course, Person, Section, Sheet, SheetRow
from shared.identity.reach import Reach

TURNS = ("late_teacher", "late_teacher", "late_dean", "late_rectorate")


@dataclass(frozen=True, slots=True)
class LateSheet:
    """An examination sheet that is not closed though its time is over."""

    sheet_id: UUID
    section_id: UUID
    course: str
    section: str
    teacher: str
    due_at: datetime | None
    late_since: datetime | None
    entered: int
    students: int
    turn: str
    """Whom its delay has reached: ``late_teacher``, ``late_dean``, ``late_rectorate`` (R13.1)."""


def late(session: Session, reach: Reach | None = None) -> list[LateSheet]:
    """Late sheets within somebody's reach, the longest waiting first (R5.1)."""
    counts = _entered().subquery()
    query = (
        select(Sheet, Section.label, Course.code, Person, counts.c.entered, counts.c.students)
        .join(Section, Section.section_id == Sheet.section_id)
        .outerjoin(Course, Course.course_id == Sheet.course_id)
        .outerjoin(Person, Person.person_id == Section.teacher_id)
        .join(counts, counts.c.sheet_id == Sheet.sheet_id)
        .where(Sheet.late_since.is_not(None), Sheet.status == "open")
        .order_by(Sheet.late_since, Sheet.sheet_id)
    )
    if reach is not None:
        query = reach.narrow(query, faculty=Section.faculty_id, owner=Section.teacher_id)
    return [
        LateSheet(
            sheet_id=sheet.sheet_id,
            section_id=sheet.section_id,
            course=code or "",
            section=label,
            teacher=person.name if person else "",
            due_at=sheet.due_at,
            late_since=sheet.late_since,
            entered=done,
            students=number,
            turn=TURNS[sheet.late_level],
        )
        for sheet, label, code, person, done, number in session.execute(query)
    ]


def _entered() -> Select[UUID, int, int]:
    """How many lines of each sheet have a result, and how many there are."""
    entered = func.count(case((SheetRow.appearance.is_not(None), 1))).label("entered")
    students = func.count(SheetRow.row_id).label("students")
    return select(SheetRow.sheet_id, entered, students).where(SheetRow.is_there()).group_by(SheetRow.sheet_id)
