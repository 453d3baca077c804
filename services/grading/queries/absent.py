"""Who was absent from which class, and which document excuses it (R11.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from services.grading.domain.outcome import Outcome
from services.grading.models import AbsenceEntry, AbsenceExcuse, AbsenceStanding, JournalClass, Sheet, SheetRow
from shared.clock import office_day


@dataclass(frozen=True, slots=True)
class Absence:
    """An absence as the last entry has it."""

    class_id: UUID
    section_id: UUID
    student_id: UUID
    starts_at: datetime
    excuse: AbsenceExcuse | None

    @property
    def day(self) -> date:
        return office_day(self.starts_at)


def absences(session: Session, *, students: Collection[UUID], sections: Collection[UUID]) -> list[Absence]:
    """The absences of students from classes of sections that were held, in the order of the classes."""
    found = session.execute(_last_entries(students, sections)).all()
    rows = sorted((row for row in found if row.absent), key=lambda row: (row.starts_at, row.class_id))
    excuses = standing_excuses(session, {row.student_id for row in rows})
    return [
        Absence(row.class_id, row.section_id, row.student_id, row.starts_at, excuse_of(excuses, row)) for row in rows
    ]


def _last_entries(students: Collection[UUID], sections: Collection[UUID]) -> Select[UUID, UUID, bool, UUID, datetime]:
    return (
        select(
            AbsenceEntry.class_id, AbsenceEntry.student_id, AbsenceEntry.absent, JournalClass.section_id,
            JournalClass.starts_at,
        )
        .join(JournalClass, JournalClass.class_id == AbsenceEntry.class_id)
        .where(AbsenceEntry.student_id.in_(students), JournalClass.section_id.in_(sections))
        .where(JournalClass.status == "taken")
        .ext(distinct_on(AbsenceEntry.class_id, AbsenceEntry.student_id))
        .order_by(AbsenceEntry.class_id, AbsenceEntry.student_id, AbsenceEntry.number.desc())
    )  # fmt: skip


def standing_excuses(session: Session, students: Collection[UUID]) -> Mapping[UUID, Sequence[AbsenceExcuse]]:
    """The documents that excuse, by student: none that was taken back (R11.3)."""
    counter = aliased(AbsenceExcuse)
    taken_back = select(counter.excuse_id).where(counter.counters == AbsenceExcuse.excuse_id).exists()
    query = select(AbsenceExcuse).where(AbsenceExcuse.student_id.in_(students), AbsenceExcuse.counters.is_(None))
    found: dict[UUID, list[AbsenceExcuse]] = defaultdict(list)
    for one in session.scalars(query.where(~taken_back).order_by(AbsenceExcuse.number)):
        found[one.student_id].append(one)
    return found


def excuse_of(excuses: Mapping[UUID, Sequence[AbsenceExcuse]], absence: Any) -> AbsenceExcuse | None:
    """The first document whose days cover this absence."""
    day = office_day(absence.starts_at)
    covering = (one for one in excuses.get(absence.student_id, ()) if one.from_on <= day <= one.until_on)
    return next(covering, None)


def standings_of(session: Session, section_id: UUID) -> dict[UUID, AbsenceStanding]:
    """How the students of a section stand with their absences."""
    rows = session.scalars(select(AbsenceStanding).where(AbsenceStanding.section_id == section_id))
    return {row.student_id: row for row in rows}


def bars(sheet: Sheet, line: SheetRow, standing: AbsenceStanding | None) -> bool:
    """Whether a line of an examination sheet is barred by missed classes: once sealed, as it was sealed (D10, R5.3)."""
    if sheet.status == "sealed":
        return line.outcome == Outcome.NOT_ADMITTED
    return standing is not None and standing.barred


def by_pair(found: Sequence[Absence]) -> dict[tuple[UUID, UUID], list[Absence]]:
    """Absences by section and student."""
    pairs: dict[tuple[UUID, UUID], list[Absence]] = defaultdict(list)
    for one in found:
        pairs[one.section_id, one.student_id].append(one)
    return pairs


def not_excused(found: Sequence[Absence]) -> Iterator[Absence]:
    """Those that count (R11.3)."""
    return (one for one in found if one.excuse is None)
