"""The journal of a section as its teacher works on it, and as dean and office see it (R11.2d)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.models import AbsenceStanding, ClassAct, JournalClass
from services.grading.queries.absent import Absence, absences, standings_of
from services.grading.queries.sheets import Lists, lists


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class of the journal."""

    class_id: UUID
    starts_at: datetime
    ends_at: datetime
    room: str
    status: str
    """``planned``, ``taken``, ``not_held``; ``missing``: it is over, and nobody has recorded who was there."""
    moved: bool
    absent: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class StudentLine:
    """A student of the journal: his classes missed, and how he stands."""

    student_id: UUID
    name: str
    number: str
    missed: int
    excused: int
    held: int
    share: Decimal
    level: int
    barred: bool
    over: bool
    marks: Mapping[UUID, str]
    """By class: ``absent`` or ``excused``."""


@dataclass(frozen=True, slots=True)
class Journal:
    """Classes by date, and the students with their absences."""

    lists: Lists
    classes: tuple[ClassLine, ...]
    students: tuple[StudentLine, ...]
    acts: tuple[ClassAct, ...]

    @property
    def taken(self) -> tuple[ClassLine, ...]:
        return tuple(one for one in self.classes if one.status == "taken")

    @property
    def closed(self) -> bool:
        """Once the examination sheet is sealed nothing is recorded any more (R5.3)."""
        return self.lists.exam is not None and self.lists.exam.status == "sealed"


def journal(session: Session, section_id: UUID, moment: datetime) -> Journal:
    """The whole journal. Raises NotFound."""
    found = lists(session, section_id)
    students = [line.student_id for line in found.lines]
    missed = absences(session, students=students, sections=[section_id])
    rows = session.scalars(
        select(JournalClass).where(JournalClass.section_id == section_id).order_by(JournalClass.starts_at)
    )
    acts = session.scalars(
        select(ClassAct).where(ClassAct.section_id == section_id, ClassAct.kind != "taken").order_by(ClassAct.number)
    ).all()
    return Journal(
        found, tuple(_class(one, missed, moment) for one in rows), _students(session, found, missed), tuple(acts)
    )


def _class(one: JournalClass, missed: Sequence[Absence], moment: datetime) -> ClassLine:
    absent = tuple(absence.student_id for absence in missed if absence.class_id == one.class_id)
    over = one.status == "planned" and one.ends_at < moment
    status = "missing" if over else one.status
    return ClassLine(one.class_id, one.starts_at, one.ends_at, one.room, status, one.moved, absent)


def _students(session: Session, found: Lists, missed: Sequence[Absence]) -> tuple[StudentLine, ...]:
    standings = standings_of(session, found.section_id)
    marks: dict[UUID, dict[UUID, str]] = {}
    for one in missed:
        marks.setdefault(one.student_id, {})[one.class_id] = "excused" if one.excuse else "absent"
    return tuple(
        StudentLine(
            line.student_id, line.name, line.number, *_numbers(standings.get(line.student_id)),
            marks.get(line.student_id, {}),
        )
        for line in found.lines
    )  # fmt: skip


def _numbers(row: AbsenceStanding | None) -> tuple[int, int, int, Decimal, int, bool, bool]:
    if row is None:
        return 0, 0, 0, Decimal(0), 0, False, False
    return row.missed, row.excused, row.held, row.share, row.level, row.barred, row.over
