"""Who came to a section's list and who left it since yesterday (R8.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from services.grading.models import Leaver, Person, Sheet, SheetRow
from shared.clock import office_day, start_of_day


@dataclass(frozen=True, slots=True)
class Changes:
    """Names, in their order."""

    added: tuple[str, ...]
    left: tuple[str, ...]


def since_yesterday(session: Session, section_id: UUID, moment: datetime) -> Changes:
    """Added and left since the beginning of yesterday."""
    since = start_of_day(office_day(moment) - timedelta(days=1))
    on_sheet = select(SheetRow.student_id).join(Sheet, Sheet.sheet_id == SheetRow.sheet_id)
    exam = (Sheet.section_id == section_id) & (Sheet.kind == "exam") & (Sheet.nth == 1) & Sheet.is_newest()
    added = on_sheet.where(exam, SheetRow.added_at >= since, SheetRow.is_there())
    left = select(Leaver.student_id).where(Leaver.section_id == section_id, Leaver.left_at >= since)
    return Changes(_names(session, Person.person_id.in_(added)), _names(session, Person.person_id.in_(left)))


def _names(session: Session, which: ColumnElement[bool]) -> tuple[str, ...]:
    return tuple(person.name for person in session.scalars(select(Person).where(which).order_by(Person.sort_key)))
