"""R5.3, R9.1: closing an examination sheet, and everything that follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.grading.domain.outcome import Appearance
from services.grading.models import AttemptRow, Debt, GpaRow, SealedDocument, Sheet, SheetRow
from services.grading.usecases import closing, debts, rows
from services.grading.usecases.debts import Tried
from services.grading.usecases.scans import Upload
from shared.contracts.grading import DebtChanged, GpaChanged, OpenRows, ResultSealed
from shared.contracts.notifications import Notify
from shared.errors import Refused
from shared.identity import Actor, Held, Role, Scope
from shared.messaging.tables import deadlines
from tests.grading.university import University, said


def results(session: Session) -> list[ResultSealed]:
    return [message for message in said(session, "grading.result_sealed") if isinstance(message, ResultSealed)]


def notices(session: Session) -> list[tuple[str, dict[str, str]]]:
    told = [message for message in said(session, "notifications.notify") if isinstance(message, Notify)]
    return [(message.template, message.params) for message in told]


def owe(university: University, percent: str = "38") -> dict[int, DebtChanged]:
    """Each student failed the course before and owes it."""
    settled = debts.settle(
        university.session,
        [
            Tried(uuid4(), student, university.course_id, uuid4(), date(2025, 5, 30), True, False, "failed",
                  Decimal(percent), None)
            for student in university.students
        ],
    )  # fmt: skip
    return {at: one.changed for at, one in enumerate(settled.values()) if one.changed}


def test_each_line_ends_as_the_rules_say(university: University, grading_db: Session) -> None:
    university.played(
        ("80", "80", "70"), ("100", "100", "49"), ("60", "39", None), ("90", "90", Appearance.DID_NOT_APPEAR),
        ("100", "100", Appearance.CRIBS),
    )  # fmt: skip
    told = {result.student_id: result for result in results(grading_db)}
    assert [(told[s].mark, told[s].percent, told[s].passed, told[s].outcome) for s in university.students] == [
        ("B-", 76, True, "passed"),
        ("F", 49, False, "failed"),
        ("not_admitted", None, False, "not_admitted"),
        ("n/a", None, False, "did_not_appear"),
        ("F", 0, False, "failed"),
    ]


def test_closing_seals_the_examination_sheet_and_its_attestation_lists(
    university: University, grading_db: Session
) -> None:
    university.played(("80", "80", "70"))
    sheets = grading_db.scalars(select(Sheet), execution_options={"populate_existing": True}).all()
    assert {(sheet.status, sheet.signature, sheet.policy_version) for sheet in sheets} == {
        ("sealed", "Оспанова Гүлнар", 2)
    }
    assert grading_db.scalar(select(func.count()).select_from(SealedDocument)) == 3
    assert grading_db.scalar(select(func.count()).select_from(deadlines)) == 0


def test_every_line_becomes_an_attempt_with_its_evidence(university: University, grading_db: Session) -> None:
    university.played(("80", "80", "70"))
    attempt = grading_db.scalars(select(AttemptRow)).one()
    assert (attempt.mark, attempt.percent, attempt.points, attempt.credits) == ("B-", 76, Decimal("2.67"), 5)
    assert attempt.evidence == {"attestations": ["80.00", "80.00"], "exam": "70.00", "rule": "R4.3"}
    assert (attempt.attempt_no, attempt.scale, attempt.policy_version) == (1, "kz-2011", 2)


def test_a_passed_retake_closes_the_debt_and_all_is_told(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    owed = owe(university)[0]
    university.attest(("80", "80"))
    university.examine("70")
    university.close()
    debt = grading_db.scalars(select(Debt), execution_options={"populate_existing": True}).one()
    assert (debt.status, debt.version_no) == ("closed", 2)
    (result,) = results(grading_db)
    assert (result.debt_id, result.debt_closed) == (owed.debt_id, True)
    (changed,) = said(grading_db, "grading.debt_changed")
    assert isinstance(changed, DebtChanged)
    assert (changed.debt_id, changed.status, changed.version_no) == (owed.debt_id, "closed", 2)
    assert notices(grading_db) == [
        ("result_sealed", {"course": "MAT101", "title": "Математика (kk)", "mark": "B-", "percent": "number:76"})
    ]


def test_a_failed_retake_keeps_the_debt_with_its_new_reason(university: University, grading_db: Session) -> None:
    university.found().enrol(2)
    owe(university)
    university.attest(("40", "59"), ("80", "80"))
    university.examine(None, Appearance.DID_NOT_APPEAR)
    university.close()
    found = {debt.student_id: debt for debt in grading_db.scalars(select(Debt))}
    grading_db.expire_all()
    first, second = (found[student] for student in university.students)
    assert (first.status, first.reason, first.percent) == ("open", "not_admitted", Decimal("49.50"))
    assert (second.status, second.reason, second.percent) == ("open", "did_not_appear", None)
    assert first.since == date(2025, 5, 30)
    assert not any(result.debt_closed for result in results(grading_db))
    assert [template for template, _ in notices(grading_db)] == ["not_admitted", "did_not_appear"]


def test_a_first_failure_opens_a_debt(university: University, grading_db: Session) -> None:
    university.played(("80", "80", "30"))
    debt = grading_db.scalars(select(Debt)).one()
    assert (debt.status, debt.reason, debt.percent, debt.term_id) == (
        "open", "failed", Decimal(30), university.term_id,
    )  # fmt: skip


def test_passing_an_equivalent_course_closes_the_debt_that_it_is_to_remove(
    university: University, grading_db: Session
) -> None:
    student, other_course = uuid4(), uuid4()
    failed = Tried(
        uuid4(), student, other_course, uuid4(), date(2025, 5, 30), True, False, "failed", Decimal(38), None
    )  # fmt: skip
    debt_id = next(one.changed.debt_id for one in debts.settle(grading_db, [failed]).values() if one.changed)
    university.found().students.append(student)
    command = OpenRows(uuid4(), student, university.section_id, university.course_id, university.term_id, debt_id)
    rows.open_rows(grading_db, [command])
    university.attest(("80", "80"))
    university.examine("80")
    university.close()
    debt = grading_db.scalars(select(Debt), execution_options={"populate_existing": True}).one()
    assert (debt.debt_id, debt.status, debt.course_id) == (debt_id, "closed", other_course)


def test_the_average_is_worked_out_anew_with_the_last_attempt(university: University, grading_db: Session) -> None:
    university.played(("80", "80", "70"))
    row = grading_db.scalars(select(GpaRow)).one()
    assert (row.gpa, row.credits, row.version_no) == (Decimal("2.67"), 5, 1)
    (changed,) = said(grading_db, "grading.gpa_changed")
    assert changed == GpaChanged(university.students[0], 1, Decimal("2.67"), 5)


def test_a_course_outside_the_gpa_makes_no_average(university: University, grading_db: Session) -> None:
    university.found(in_gpa=False).enrol(1)
    university.attest(("80", "80"))
    university.examine("80")
    university.close()
    assert grading_db.scalars(select(GpaRow)).all() == []


def test_an_incomplete_sheet_is_not_closed_and_every_name_is_told(university: University, grading_db: Session) -> None:
    university.found().enrol(3)
    university.attest(("80", "80"), ("80", "80"), ("10", "10"))
    with pytest.raises(Refused) as refused:
        university.close()
    (reason,) = refused.value.reasons
    assert (reason.code, reason.rule) == ("exam_missing", "R5.1")
    assert reason.params["students"] == "Әлиева Айгерім, Бекова Дана"
    assert grading_db.scalars(select(AttemptRow)).all() == []


def test_a_sheet_is_closed_once(university: University, grading_db: Session) -> None:
    university.played(("80", "80", "70"))
    with pytest.raises(Refused, match="sheet_sealed"):
        university.close()
    assert grading_db.scalar(select(func.count()).select_from(AttemptRow)) == 1


def test_a_delegate_closes_only_from_a_numbered_paper_sheet(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    university.attest(("80", "80"))
    university.examine("70")
    delegate = Actor(uuid4(), "Delegate", (Held(Role.TEACHER, Scope.SECTION, university.section_id),))
    with pytest.raises(Refused) as refused:
        closing.close_exam(grading_db, delegate, university.section_id)
    assert [(one.code, one.rule) for one in refused.value.reasons] == [
        ("paper_sheet_missing", "R5.1"), ("scan_missing", "R5.1")
    ]  # fmt: skip
    with pytest.raises(Refused, match="scan_missing"):
        closing.close_attestation(grading_db, delegate, university.section_id, 1, paper_number="213")
    paper = Upload("214.pdf", b"%PDF-1.7 signed")
    closing.close_exam(grading_db, delegate, university.section_id, paper_number="214", scan=paper)
    assert set(grading_db.scalars(select(Sheet.paper_number))) == {"214"}


def test_a_closed_attestation_list_tells_marks_and_who_is_not_admitted(
    university: University, grading_db: Session
) -> None:
    university.found().enrol(2)
    university.attest(("80.5", "80"), ("40", "59"))
    for nth in (1, 2):
        closing.close_attestation(grading_db, university.teacher, university.section_id, nth)
    told = notices(grading_db)
    assert [template for template, _ in told].count("attestation_result") == 4
    assert told[0][1] == {
        "course": "MAT101", "title": "Математика (kk)", "nth": "number:1", "score": "number:80.5",
    }  # fmt: skip
    (barred,) = (params for template, params in told if template == "not_admitted")
    assert barred == {"course": "MAT101", "title": "Математика", "rating": "number:49.5"}


@pytest.mark.parametrize(("exam", "template"), [("80", "debt_closed"), ("40", "debt_kept")])
def test_without_a_case_grading_itself_tells_what_became_of_the_debt(
    university: University, grading_db: Session, exam: str, template: str
) -> None:
    university.found().enrol(1)
    owe(university)
    grading_db.execute(update(SheetRow).values(case_id=None))
    university.attest(("80", "80"))
    university.examine(exam)
    university.close()
    assert [told for told, _ in notices(grading_db)] == ["result_sealed", template]
    assert results(grading_db) == []


def test_an_attestation_list_with_a_gap_is_not_closed(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    with pytest.raises(Refused, match="attestation_missing"):
        closing.close_attestation(grading_db, university.teacher, university.section_id, 1)


def test_a_retake_is_the_next_attempt(university: University, grading_db: Session) -> None:
    university.played(("80", "80", "30"))
    again = University(grading_db, course_id=university.course_id)
    again.found()
    again.students = [university.students[0]]
    command = OpenRows(uuid4(), again.students[0], again.section_id, again.course_id, again.term_id, None)
    rows.open_rows(grading_db, [replace(command)])
    again.attest(("80", "80"))
    again.examine("80")
    again.close()
    assert sorted(grading_db.scalars(select(AttemptRow.attempt_no))) == [1, 2]
    assert grading_db.scalars(select(GpaRow), execution_options={"populate_existing": True}).one().gpa == 3
