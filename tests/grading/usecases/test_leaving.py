"""R8.7: who leaves stands on no open list; a sealed result stands; the teacher sees since when."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.models import SheetRow
from services.grading.queries import sheets
from services.grading.usecases import leaving, rows
from shared.contracts.grading import CloseRows, OpenRows, RowsClosed, RowsNotClosed, RowsRefused
from shared.contracts.notifications import Notify
from tests.grading.university import University, said


def leave(session: Session, command: OpenRows, mark: str = "W") -> None:
    leaving.close_rows(session, [CloseRows(command.case_id, command.student_id, command.section_id, mark, "own_wish")])


def lines(session: Session, case_id: UUID) -> set[tuple[str | None, str | None]]:
    rows = session.scalars(select(SheetRow).where(SheetRow.case_id == case_id)).all()
    session.expire_all()
    return {(row.mark, row.outcome) for row in rows}


def test_who_leaves_holds_nobody_up_and_the_teacher_sees_since_when(
    university: University, grading_db: Session
) -> None:
    gone, stays = university.found().enrol(2)
    leave(grading_db, gone)
    assert lines(grading_db, gone.case_id) == {("W", "withdrawn")}
    assert said(grading_db, "grading.rows_closed") == [RowsClosed(gone.case_id)]
    told = [m for m in said(grading_db, "notifications.notify") if isinstance(m, Notify)]
    assert [(m.template, m.person_id) for m in told] == [("student_left", university.teacher_id)]
    university.students.remove(gone.student_id)
    university.attest(("80", "80"))
    university.examine("70")
    university.close()
    found = sheets.lists(grading_db, university.section_id)
    assert [line.student_id for line in found.lines] == [stays.student_id]
    assert [(one.number, one.mark) for one in found.leavers] == [("S-000", "W")]


def test_a_sealed_result_stands_and_there_is_nothing_more_to_leave(university: University, grading_db: Session) -> None:
    (command,) = university.found().enrol(1)
    university.attest(("80", "80"))
    university.examine("70")
    university.close()
    leave(grading_db, command)
    assert said(grading_db, "grading.rows_not_closed") == [RowsNotClosed(command.case_id)]
    assert lines(grading_db, command.case_id) != {("W", "withdrawn")}


def test_told_twice_he_leaves_once_and_no_late_order_brings_him_back(
    university: University, grading_db: Session
) -> None:
    (command,) = university.found().enrol(1)
    for _ in range(2):
        leave(grading_db, command)
    rows.open_rows(grading_db, [command])
    assert said(grading_db, "grading.rows_refused") == [RowsRefused(command.case_id, ("case_left",), ("R8.7",))]
    assert lines(grading_db, command.case_id) == {("W", "withdrawn")}
    assert len(said(grading_db, "grading.rows_closed")) == 2
    assert len(said(grading_db, "notifications.notify")) == 1


def test_before_classes_a_line_is_closed_without_a_mark_and_a_new_case_takes_it(
    university: University, grading_db: Session
) -> None:
    (command,) = university.found().enrol(1)
    leave(grading_db, command, mark="")
    assert lines(grading_db, command.case_id) == {(None, "withdrawn")}
    assert sheets.lists(grading_db, university.section_id).leavers == ()
    again = OpenRows(UUID(int=7), command.student_id, command.section_id, command.course_id, command.term_id, None)
    rows.open_rows(grading_db, [again])
    assert lines(grading_db, again.case_id) == {(None, None)}
    assert [line.student_id for line in sheets.lists(grading_db, university.section_id).lines] == [command.student_id]
