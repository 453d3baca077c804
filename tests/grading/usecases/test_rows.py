"""R8.6: confirmed students appear on the lists of their section."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.grading.models import Sheet, SheetRow
from services.grading.usecases import copies, rows
from shared.contracts.grading import OpenRows, RowsOpened, RowsRefused
from shared.messaging.tables import deadlines
from tests.grading.university import EXAM_ENDS, SHEET_DUE, University, said


def count(session: Session, model: type[Sheet] | type[SheetRow]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_confirmed_students_stand_on_both_attestation_lists_and_the_exam_sheet(
    university: University, grading_db: Session
) -> None:
    commands = university.found().enrol(3)
    assert count(grading_db, Sheet) == 3
    assert count(grading_db, SheetRow) == 9
    exam = grading_db.scalars(select(Sheet).where(Sheet.kind == "exam")).one()
    assert said(grading_db, "grading.rows_opened") == [RowsOpened(c.case_id, exam.sheet_id) for c in commands]


def test_the_same_case_again_is_told_again_and_changes_nothing(university: University, grading_db: Session) -> None:
    commands = university.found().enrol(2)
    rows.open_rows(grading_db, commands)
    assert count(grading_db, SheetRow) == 6
    told = said(grading_db, "grading.rows_opened")
    assert told[:2] == told[2:]


def test_a_student_who_comes_later_joins_the_same_lists(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    university.enrol(2)
    assert (count(grading_db, Sheet), count(grading_db, SheetRow)) == (3, 9)


def test_a_second_case_of_the_same_student_is_refused(university: University, grading_db: Session) -> None:
    (command,) = university.found().enrol(1)
    again = replace(command, case_id=uuid4())
    rows.open_rows(grading_db, [again])
    assert said(grading_db, "grading.rows_refused") == [RowsRefused(again.case_id, ("already_on_sheet",), ("R9.1",))]


def test_two_cases_of_one_student_in_one_list_open_one_line(university: University, grading_db: Session) -> None:
    university.found()
    student = uuid4()
    one, two = (
        OpenRows(uuid4(), student, university.section_id, university.course_id, university.term_id, None)
        for _ in range(2)
    )
    rows.open_rows(grading_db, [one, two])
    assert count(grading_db, SheetRow) == 3
    assert [m.case_id for m in said(grading_db, "grading.rows_refused") if isinstance(m, RowsRefused)] == [two.case_id]


def test_nobody_joins_a_sealed_sheet(university: University, grading_db: Session) -> None:
    university.played(("80", "80", "70"))
    university.enrol(1)
    (refused,) = said(grading_db, "grading.rows_refused")
    assert isinstance(refused, RowsRefused)
    assert (refused.codes, refused.rules) == (("sheet_sealed",), ("R5.3",))


def test_lines_open_even_if_the_section_is_not_known_yet(university: University, grading_db: Session) -> None:
    command = OpenRows(uuid4(), uuid4(), university.section_id, university.course_id, university.term_id, None)
    rows.open_rows(grading_db, [command])
    assert count(grading_db, SheetRow) == 3
    assert grading_db.scalar(select(func.count()).select_from(deadlines)) == 0
    university.found()
    assert grading_db.scalars(select(deadlines.c.due_at)).all() == [SHEET_DUE]


def test_a_moved_exam_moves_the_moment_by_which_the_sheet_is_due(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    later = EXAM_ENDS + timedelta(days=4)
    copies.keep_sections(grading_db, [university.section(2, later)])
    assert grading_db.scalars(select(deadlines.c.due_at)).all() == [later + timedelta(hours=24)]
    assert grading_db.scalars(select(Sheet.due_at).where(Sheet.kind == "exam")).one() == later + timedelta(hours=24)


def test_an_older_version_of_a_section_never_overwrites_a_newer(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    later = EXAM_ENDS + timedelta(days=4)
    copies.keep_sections(grading_db, [university.section(3, later)])
    copies.keep_sections(grading_db, [university.section(2, EXAM_ENDS)])
    assert grading_db.scalars(select(Sheet.due_at).where(Sheet.kind == "exam")).one() == later + timedelta(hours=24)
