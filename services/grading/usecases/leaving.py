"""A student leaves a course: his lines on lists that are still open are closed (R8.7, R4.6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.grading.models import Course, Leaver, Person, Section, Sheet, SheetRow
from services.grading.models.sheets import WITHDRAWN
from services.grading.usecases import late
from shared.clock import now
from shared.contracts.grading import CloseRows, RowsClosed, RowsNotClosed
from shared.contracts.notifications import Notify
from shared.messaging import publish


def close_rows(session: Session, commands: Sequence[CloseRows]) -> None:
    """Close the lines of each case with its mark, unless its examination sheet is sealed already; and say which.

    A line keeps what was entered; it stands on the list and waits for nothing. The teacher is told.
    """
    sealed = _lock(session, {command.section_id for command in commands})
    closed = [command for command in commands if command.case_id not in _with_result(session, commands, sealed)]
    known = _remember(session, closed)
    for mark in {command.mark for command in closed}:
        _close(session, [command.case_id for command in closed if command.mark == mark], mark)
    nothing_to_wait_for(session, {command.section_id for command in closed})
    done = {command.case_id for command in closed}
    told = [RowsClosed(c.case_id) if c.case_id in done else RowsNotClosed(c.case_id) for c in commands]
    publish(session, [*told, *_to_teachers(session, [c for c in closed if c.case_id not in known])])


def _lock(session: Session, section_ids: set[UUID]) -> set[UUID]:
    """Lock the sheets of these sections in the order of their ids: who seals waits. Returns the sealed exam sheets."""
    sheets = session.scalars(
        select(Sheet).where(Sheet.section_id.in_(section_ids)).order_by(Sheet.sheet_id).with_for_update(),
        execution_options={"populate_existing": True},
    )
    return {sheet.sheet_id for sheet in sheets if sheet.kind == "exam" and sheet.status == "sealed"}


def _with_result(session: Session, commands: Sequence[CloseRows], sealed: set[UUID]) -> set[UUID]:
    """Cases that stand on a sealed examination sheet."""
    wanted = [command.case_id for command in commands]
    found = session.scalars(
        select(SheetRow.case_id).where(SheetRow.case_id.in_(wanted), SheetRow.sheet_id.in_(sealed), SheetRow.is_there())
    )
    return {case_id for case_id in found if case_id}


def _remember(session: Session, commands: Sequence[CloseRows]) -> set[UUID]:
    """Note who left; returns the cases that were noted before."""
    wanted = [command.case_id for command in commands]
    known = set(session.scalars(select(Leaver.case_id).where(Leaver.case_id.in_(wanted))))
    moment = now(session).office
    rows = [
        {
            "case_id": command.case_id, "section_id": command.section_id, "student_id": command.student_id,
            "left_at": moment, "mark": command.mark, "why": command.why,
        }
        for command in commands if command.case_id not in known
    ]  # fmt: skip
    if rows:
        session.execute(insert(Leaver).on_conflict_do_nothing(), rows)
    return known


def _close(session: Session, case_ids: Sequence[UUID], mark: str) -> None:
    still_open = select(Sheet.sheet_id).where(Sheet.status == "open").scalar_subquery()
    session.execute(
        update(SheetRow)
        .where(SheetRow.case_id.in_(case_ids), SheetRow.sheet_id.in_(still_open), SheetRow.is_there())
        .values(mark=mark or None, outcome=WITHDRAWN),
        execution_options={"synchronize_session": False},
    )


def nothing_to_wait_for(session: Session, section_ids: set[UUID]) -> None:
    """An examination sheet whose every student has left is never late (R5.1)."""
    there = func.count(SheetRow.row_id).filter(SheetRow.is_there())
    empty = session.scalars(
        select(Sheet.sheet_id)
        .join(SheetRow, SheetRow.sheet_id == Sheet.sheet_id)
        .where(Sheet.section_id.in_(section_ids), Sheet.kind == "exam", Sheet.status == "open")
        .group_by(Sheet.sheet_id)
        .having(there == 0)
    ).all()
    late.forget(session, empty)


def _to_teachers(session: Session, commands: Sequence[CloseRows]) -> Iterator[Notify]:
    """Who leaves which group, and since when; of one who has not been in a class nobody need be told."""
    left = [command for command in commands if command.mark]
    rows = session.execute(
        select(Section, Course)
        .join(Course, Course.course_id == Section.course_id)
        .where(Section.section_id.in_({command.section_id for command in left}), Section.teacher_id.is_not(None))
    )
    sections = {section.section_id: (section, course) for section, course in rows}
    people = session.scalars(select(Person).where(Person.person_id.in_({command.student_id for command in left})))
    names = {person.person_id: person.name for person in people}
    for command in left:
        if command.section_id in sections:
            section, course = sections[command.section_id]
            assert section.teacher_id is not None
            params = {
                "course": course.code, "section": section.label, "student": names.get(command.student_id, ""),
                "since": f"date:{now(session).day}",
            }  # fmt: skip
            key = f"student_left:{command.case_id}"
            yield Notify(key, section.teacher_id, "student_left", params, case_id=command.case_id)
