"""R4.1, R5.1: entering marks; who may, and what is impossible."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.outcome import Appearance
from services.grading.models import MarkEntry, Sheet, SheetRow
from services.grading.usecases import marks
from services.grading.usecases.marks import ExamEntry
from shared.errors import NotFound, Refused
from shared.identity import Actor, Forbidden, Held, Role, Scope
from tests.grading.university import University


def values(session: Session, kind: str, nth: int = 1) -> dict[UUID, Decimal | None]:
    found = session.execute(
        select(SheetRow.student_id, SheetRow.value).join(Sheet).where(Sheet.kind == kind, Sheet.nth == nth)
    )
    return {row[0]: row[1] for row in found}


def test_all_marks_of_a_list_are_entered_at_once(university: University, grading_db: Session) -> None:
    university.found().enrol(3)
    given = dict(zip(university.students, map(Decimal, ("0", "49.5", "100")), strict=True))
    marks.enter_attestation(grading_db, university.teacher, university.section_id, 1, given)
    assert values(grading_db, "attestation") == given
    assert set(values(grading_db, "attestation", 2).values()) == {None}


def test_every_entry_is_kept_with_two_times_and_who(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    (student,) = university.students
    for mark in ("60", "60", "70"):
        given = {student: Decimal(mark)}
        marks.enter_attestation(grading_db, university.teacher, university.section_id, 1, given)
    entries = grading_db.scalars(select(MarkEntry)).all()
    assert sorted(str(entry.value) for entry in entries) == ["60.00", "70.00"]
    assert {entry.entered_by for entry in entries} == {university.teacher_id}
    assert all(entry.true_from and entry.recorded_at for entry in entries)


def test_a_mark_can_be_taken_back_while_the_list_is_open(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    (student,) = university.students
    for given in (Decimal(60), None):
        marks.enter_attestation(grading_db, university.teacher, university.section_id, 1, {student: given})
    assert values(grading_db, "attestation") == {student: None}


def test_every_impossible_mark_is_named_at_once_and_nothing_is_entered(
    university: University, grading_db: Session
) -> None:
    university.found().enrol(3)
    given = dict(zip(university.students, map(Decimal, ("101", "50.555", "60")), strict=True))
    with pytest.raises(Refused) as refused:
        marks.enter_attestation(grading_db, university.teacher, university.section_id, 1, given)
    assert {reason.code for reason in refused.value.reasons} == {"mark_out_of_range", "mark_too_fine"}
    assert {reason.params["student"] for reason in refused.value.reasons} == {"Әлиева Айгерім", "Бекова Дана"}
    assert set(values(grading_db, "attestation").values()) == {None}


def test_a_student_who_is_not_on_the_list_gets_no_mark(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    with pytest.raises(Refused, match="not_on_sheet"):
        marks.enter_attestation(grading_db, university.teacher, university.section_id, 1, {uuid4(): Decimal(50)})


def test_another_teacher_may_not_enter_marks(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    for role in (Held(Role.TEACHER), Held(Role.TEACHER, Scope.SECTION, uuid4())):
        with pytest.raises(Forbidden):
            marks.enter_attestation(grading_db, Actor(uuid4(), "Stranger", (role,)), university.section_id, 1, {})


def test_a_delegate_by_name_enters_for_the_teacher_and_both_are_kept(
    university: University, grading_db: Session
) -> None:
    university.found().enrol(1)
    delegate = Actor(uuid4(), "Delegate", (Held(Role.TEACHER, Scope.SECTION, university.section_id),))
    given = {university.students[0]: Decimal(50)}
    marks.enter_attestation(grading_db, delegate, university.section_id, 1, given)
    entry = grading_db.scalars(select(MarkEntry)).one()
    assert (entry.entered_by, entry.on_behalf_of) == (delegate.person_id, university.teacher_id)


def test_nobody_grades_himself(university: University, grading_db: Session) -> None:
    university.found()
    university.enrol(1)
    himself = Actor(university.students[0], "Himself", (Held(Role.TEACHER, Scope.SECTION, university.section_id),))
    with pytest.raises(Refused, match="own_line"):
        marks.enter_attestation(grading_db, himself, university.section_id, 1, {})


def test_a_section_without_lists_is_not_found(university: University, grading_db: Session) -> None:
    university.found()
    with pytest.raises(NotFound):
        marks.enter_attestation(grading_db, university.teacher, university.section_id, 1, {})


def test_an_attestation_that_the_course_has_not_is_not_found(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    with pytest.raises(NotFound):
        marks.enter_attestation(grading_db, university.teacher, university.section_id, 3, {})


def refused_exam(university: University, *entries: ExamEntry) -> set[tuple[str, str]]:
    given = dict(zip(university.students, entries, strict=True))
    with pytest.raises(Refused) as refused:
        marks.enter_exam(university.session, university.teacher, university.section_id, given)
    return {(reason.code, reason.rule) for reason in refused.value.reasons}


def test_who_is_not_admitted_gets_no_exam_mark(university: University) -> None:
    university.found().enrol(2)
    university.attest(("49", "50"), ("50", "50"))
    assert refused_exam(university, ExamEntry(Decimal(90)), ExamEntry(Decimal(90))) == {
        ("not_admitted_to_exam", "R4.2")
    }


def test_the_attestations_come_before_the_exam(university: University) -> None:
    university.found().enrol(1)
    assert refused_exam(university, ExamEntry(Decimal(90))) == {("attestations_first", "R4.2")}


def test_contradictions_about_the_exam_are_all_named(university: University) -> None:
    university.found().enrol(3)
    university.attest(("80", "80"), ("80", "80"), ("80", "80"))
    assert refused_exam(
        university,
        ExamEntry(Decimal(50), Appearance.DID_NOT_APPEAR),
        ExamEntry(None, Appearance.APPEARED),
        ExamEntry(None, Appearance.CRIBS),
    ) == {("absent_with_mark", "R4.6"), ("mark_missing", "R5.1"), ("act_missing", "R4.7"), ("cribs_by_act", "R4.7")}


def test_an_exam_result_can_be_a_mark_or_that_he_did_not_appear(university: University, grading_db: Session) -> None:
    university.found().enrol(2)
    university.attest(("80", "80"), ("80", "80"))
    university.examine("70.5", Appearance.DID_NOT_APPEAR)
    lines = grading_db.execute(
        select(SheetRow.value, SheetRow.appearance).join(Sheet).where(Sheet.kind == "exam").order_by(SheetRow.value)
    ).all()
    assert [tuple(line) for line in lines] == [(Decimal("70.50"), "appeared"), (None, "did_not_appear")]
