"""A student is expelled: his lines on open lists are closed; by a revoking order they stand again (R11.4, R4.6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.grading.models import Course, Sheet, SheetRow
from services.grading.models.record import AttemptRow
from services.grading.models.sheets import WITHDRAWN
from services.grading.models.study_ends import StudyEnd
from services.grading.usecases.leaving import nothing_to_wait_for
from shared.clock import now
from shared.contracts.reviews import EndStudy, Fact, ResumeStudy, StudyEnded, StudyResumed


def end(session: Session, commands: Sequence[EndStudy]) -> list[StudyEnded]:
    """Close what lines of his are open still; asked again it says the same."""
    told = []
    for command in commands:
        if command.mark:
            _close(session, command)
        closed = _rows(session, command.case_id)
        done = tuple(_line(session, row, sheet) for row, sheet in closed)
        told.append(StudyEnded(command.case_id, done, tuple(_record(session, command.student_id))))
    return told


def _close(session: Session, command: EndStudy) -> None:
    """Sheets are locked in the order of their ids: who seals waits."""
    open_ones = select(SheetRow.sheet_id).where(SheetRow.student_id == command.student_id, SheetRow.is_there())
    locked = session.scalars(
        select(Sheet)
        .where(Sheet.sheet_id.in_(open_ones), Sheet.status == "open")
        .order_by(Sheet.sheet_id)
        .with_for_update(),
        execution_options={"populate_existing": True},
    ).all()
    sheets = {sheet.sheet_id: sheet.section_id for sheet in locked if sheet.status == "open"}
    closed = session.scalars(
        update(SheetRow)
        .where(SheetRow.student_id == command.student_id, SheetRow.sheet_id.in_(sheets), SheetRow.is_there())
        .values(mark=command.mark, outcome=WITHDRAWN)
        .returning(SheetRow.row_id),
        execution_options={"synchronize_session": False},
    ).all()
    moment = now(session).office
    rows = [{"row_id": row, "case_id": command.case_id, "ended_at": moment} for row in closed]
    if rows:
        session.execute(insert(StudyEnd).on_conflict_do_nothing(), rows)
        nothing_to_wait_for(session, set(sheets.values()))


def resume(session: Session, commands: Sequence[ResumeStudy]) -> list[StudyResumed]:
    """Lines on lists that are open still stand again; what was sealed without him can't."""
    told = []
    for command in commands:
        rows = _rows(session, command.undoes)
        back = [(row, sheet) for row, sheet in rows if sheet.status == "open"]
        gone = [(row, sheet) for row, sheet in rows if sheet.status != "open"]
        ids = [row.row_id for row, _ in back]
        session.execute(
            update(SheetRow).where(SheetRow.row_id.in_(ids)).values(mark=None, outcome=None),
            execution_options={"synchronize_session": False},
        )
        session.execute(update(StudyEnd).where(StudyEnd.row_id.in_(ids)).values(resumed_at=now(session).office))
        done = tuple(_line(session, row, sheet) for row, sheet in back)
        told.append(StudyResumed(command.case_id, done, tuple(_line(session, row, sheet) for row, sheet in gone)))
    return told


def _rows(session: Session, case_id: UUID) -> list[tuple[SheetRow, Sheet]]:
    rows = session.execute(
        select(SheetRow, Sheet)
        .join(Sheet, Sheet.sheet_id == SheetRow.sheet_id)
        .join(StudyEnd, StudyEnd.row_id == SheetRow.row_id)
        .where(StudyEnd.case_id == case_id)
        .order_by(SheetRow.row_id),
        execution_options={"populate_existing": True},
    )
    return [(row, sheet) for row, sheet in rows]


def _line(session: Session, row: SheetRow, sheet: Sheet) -> Fact:
    course = session.get(Course, sheet.course_id)
    says = {"course": course.code if course else "", "sheet": sheet.kind, "status": sheet.status}
    return Fact("line", str(row.row_id), says, now(session).office)


def _record(session: Session, student_id: UUID) -> Iterator[Fact]:
    """Every result that stands, for the academic certificate (R11.4, R12.2)."""
    rows = session.execute(
        select(AttemptRow, Course)
        .outerjoin(Course, Course.course_id == AttemptRow.course_id)
        .where(AttemptRow.student_id == student_id, AttemptRow.stands())
        .order_by(AttemptRow.taken_on, AttemptRow.attempt_id)
    )
    for one, course in rows:
        says = {
            "course": course.code if course else "", "season": one.season, "year": f"number:{one.academic_year}",
            "credits": f"number:{one.credits}", "mark": one.mark, "passed": "yes" if one.passed else "no",
        }  # fmt: skip
        if course is not None:
            says |= {f"title_{language}": title for language, title in course.titles.items()}
        if one.percent is not None:
            says["percent"] = f"number:{one.percent}"
        yield Fact("attempt", str(one.attempt_id), says, now(session).office)
