"""The exam of the reserve days: a sheet of its own for those who were excused (D10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from services.grading.domain.outcome import Outcome
from services.grading.domain.reasons import Reason
from services.grading.models import AttemptRow, Section, Sheet, SheetRow
from services.grading.usecases import late, pending
from services.grading.usecases.consequences import title
from services.grading.usecases.corrections import refuse
from services.grading.usecases.teaching import Teaching, load
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.errors import NotFound
from shared.identity import Actor
from shared.messaging import publish


def excused(session: Session, section_id: UUID) -> list[SheetRow]:
    """The lines of those whose exam is still to come, and who stand on no open sheet of the reserve days yet."""
    waiting = (
        select(SheetRow.student_id)
        .join(Sheet, Sheet.sheet_id == SheetRow.sheet_id)
        .where(Sheet.section_id == section_id, Sheet.kind == "exam", Sheet.nth > 1, Sheet.status == "open")
    )
    lines = (
        select(SheetRow)
        .join(AttemptRow, AttemptRow.row_id == SheetRow.row_id)
        .where(AttemptRow.section_id == section_id, AttemptRow.outcome == Outcome.INCOMPLETE, AttemptRow.stands())
        .where(SheetRow.student_id.not_in(waiting))
        .order_by(SheetRow.student_id)
    )
    return list(session.scalars(lines))


def open_sheet(session: Session, actor: Actor, section_id: UUID, ends_at: datetime) -> Sheet:
    """Set the reserve exam: its sheet with those who are excused; its results are due as those of any exam (R5.1)."""
    section = session.get(Section, section_id)
    if section is None:
        raise NotFound("section")
    found, lines = load(session, section), excused(session, section_id)
    refuse(_why_not(lines, ends_at, now(session).office, actor))
    sheet = _sheet(session, found, ends_at)
    session.execute(insert(SheetRow), [_line(sheet, line) for line in lines])
    late.set_reserve_due(session, sheet)
    students = [line.student_id for line in lines]
    publish(session, pending.say(session, students, sheet.course_id, sheet.term_id, pending.RE_EXAM, sheet.due_at))
    publish(session, [_told(session, sheet, student, ends_at) for student in students])
    return sheet


def _why_not(lines: Sequence[SheetRow], ends_at: datetime, moment: datetime, actor: Actor) -> Iterator[Reason]:
    if not lines:
        yield Reason("nobody_excused", "D10")
    if ends_at <= moment:
        yield Reason("reserve_in_the_past", "D10")
    if actor.person_id in {line.student_id for line in lines}:
        yield Reason("own_line", "R1.2")


def _sheet(session: Session, found: Teaching, ends_at: datetime) -> Sheet:
    section_id = found.section.section_id
    last = session.scalar(select(func.max(Sheet.nth)).where(Sheet.section_id == section_id, Sheet.kind == "exam"))
    nth = (last or 1) + 1
    sheet = Sheet(
        sheet_id=uuid5(section_id, f"exam:{nth}:1"), section_id=section_id, course_id=found.course.course_id,
        term_id=found.term.term_id, kind="exam", nth=nth, version_no=1, status="open",
        opened_at=now(session).office, held_at=ends_at,
        due_at=late.due_of(session, ends_at, found.policy),
    )  # fmt: skip
    session.add(sheet)
    session.flush()
    return sheet


def _line(sheet: Sheet, line: SheetRow) -> dict[str, object]:
    return {
        "row_id": uuid5(sheet.sheet_id, str(line.student_id)), "sheet_id": sheet.sheet_id,
        "student_id": line.student_id, "case_id": line.case_id, "debt_id": line.debt_id,
    }  # fmt: skip


def _told(session: Session, sheet: Sheet, student_id: UUID, ends_at: datetime) -> Notify:
    params = {**title(session, sheet.section_id, student_id), "ends_at": f"moment:{ends_at.isoformat()}"}
    return Notify(f"reserve_exam:{sheet.sheet_id}:{student_id}", student_id, "reserve_exam", params)
