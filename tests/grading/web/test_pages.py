"""The web client of grading, as people meet it."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from services.grading.usecases import late
from shared.web.language import LANGUAGE_COOKIE
from tests.grading.university import SHEET_DUE
from tests.grading.web.conftest import Campus, Visit

LANGUAGES = ("kk", "ru", "en")


def typed(campus: Campus, *values: str, field: str = "mark") -> dict[str, str]:
    return {f"{field}-{student}": value for student, value in zip(campus.students, values, strict=True)}


def play(campus: Campus) -> None:
    with campus.at_work() as university:
        university.attest(("80", "80"), ("40", "59"), ("90", "90"))
        university.examine("70", None, "40")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_teacher_speaks_his_language(campus: Campus, visit: Visit, language: str) -> None:
    play(campus)
    teacher = visit(campus.university.teacher_id, "teacher", language=language)
    for address in (
        "/grading/groups/", campus.address, f"{campus.address}/attestations/1", f"{campus.address}/exam",
        f"{campus.address}/close", f"{campus.address}/attestations/2/close",
    ):  # fmt: skip
        page = teacher.get(address)
        assert page.status_code == 200, address
        assert f'<html lang="{language}">' in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_student_speaks_his_language(campus: Campus, visit: Visit, language: str) -> None:
    play(campus)
    addresses = (
        "/grading/results", "/grading/debts", "/grading/gpa", "/grading/gpa?year=2024&season=summer",
        "/grading/record-book",
    )  # fmt: skip
    for closed in (False, True):
        if closed:
            with campus.at_work() as university:
                university.close()
        for student in campus.students:
            browser = visit(student, "student", language=language)
            assert [browser.get(address).status_code for address in addresses] == [200] * 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_office_speaks_its_language(campus: Campus, visit: Visit, language: str) -> None:
    play(campus)
    with campus.at_work() as university:
        university.clock_at(SHEET_DUE)
        late.report(university.session, [university.exam_sheet_id])
    office = visit(uuid4(), "chairman", language=language)
    student = f"/grading/students/{campus.students[0]}"
    for address in (
        "/grading/sheets", "/grading/late", "/grading/seals", "/grading/verify/", campus.address, f"{student}/results",
        f"{student}/debts", f"{student}/gpa",
    ):  # fmt: skip
        assert office.get(address).status_code == 200, address


def test_a_teacher_fills_the_grid_and_sees_the_ratings(campus: Campus, teacher: FlaskClient) -> None:
    for nth in (1, 2):
        done = teacher.post(f"{campus.address}/attestations/{nth}", data=typed(campus, "80", "49,5", ""))
        assert done.status_code == 303
    page = teacher.get(campus.address).text
    assert "49.5" in page
    assert "The marks are saved." in page


def test_every_impossible_value_is_named_in_place_and_what_was_typed_stays(
    campus: Campus, teacher: FlaskClient
) -> None:
    page = teacher.post(f"{campus.address}/attestations/1", data=typed(campus, "101", "abc", "60"))
    assert page.status_code == 422
    assert page.text.count('aria-invalid="true"') == 2
    assert 'value="101"' in page.text
    assert 'value="60"' in page.text
    assert "101 is no mark: 0 is the least, 100 the most." in page.text
    assert "–" in teacher.get(campus.address).text


def test_refusals_of_the_office_stand_over_the_exam_grid(campus: Campus, teacher: FlaskClient) -> None:
    page = teacher.post(f"{campus.address}/exam", data=typed(campus, "50", "50", "50"))
    assert page.status_code == 409
    assert "the attestations are not all entered" in page.text
    assert page.text.count('value="50"') == 3


def test_who_is_not_admitted_has_no_field_on_the_exam_sheet(campus: Campus, teacher: FlaskClient) -> None:
    with campus.at_work() as university:
        university.attest(("80", "80"), ("40", "59"), ("90", "90"))
    page = teacher.get(f"{campus.address}/exam").text
    assert f'name="mark-{campus.students[0]}"' in page
    assert f'name="mark-{campus.students[1]}"' not in page


def test_the_letter_of_a_mark_is_told_at_once(campus: Campus, teacher: FlaskClient) -> None:
    with campus.at_work() as university:
        university.attest(("80", "80"), ("40", "59"), ("90", "90"))
    first, second, _ = campus.students
    assert teacher.get(f"{campus.address}/letter/{first}?mark-{first}=70").text.strip() == "B- (76 %)"
    assert teacher.get(f"{campus.address}/letter/{first}?mark-{first}=7o").text.strip() == "–"
    assert teacher.get(f"{campus.address}/letter/{second}?mark-{second}=70").text.strip() == "–"


def test_a_teacher_looks_at_the_picture_and_closes(campus: Campus, teacher: FlaskClient) -> None:
    with campus.at_work() as university:
        university.attest(("80", "80"), ("40", "59"), ("90", "90"))
    exam = {**typed(campus, "70", "", ""), f"appearance-{campus.students[2]}": "did_not_appear"}
    assert teacher.post(f"{campus.address}/exam", data=exam).status_code == 303
    picture = teacher.get(f"{campus.address}/close").text
    assert "<svg" in picture
    assert teacher.post(f"{campus.address}/close", data={}).status_code == 303
    page = teacher.get(campus.address).text
    assert "The sheet is signed and sealed." in page
    assert "Оспанова Гүлнар" in page
    assert "did not appear" in page


def test_an_incomplete_sheet_stays_open_and_says_who_is_missing(campus: Campus, teacher: FlaskClient) -> None:
    page = teacher.post(f"{campus.address}/close", data={})
    assert page.status_code == 409
    assert "Attestation marks are missing" in page.text


def test_a_student_reads_each_debt_with_its_reason(campus: Campus, visit: Visit) -> None:
    play(campus)
    with campus.at_work() as university:
        university.close()
    texts = [visit(student, "student").get("/grading/debts").text for student in campus.students]
    assert "There are no academic debts." in texts[0]
    assert "not admitted 49.5" in texts[1]
    assert "F 40" in texts[2]


def test_a_student_reads_why_his_gpa_is_what_it_is(campus: Campus, visit: Visit) -> None:
    play(campus)
    with campus.at_work() as university:
        university.close()
    page = visit(campus.students[0], "student").get("/grading/gpa").text
    assert "13.35 / 5 = 2.67" in page


def test_a_student_can_not_open_the_pages_of_another(campus: Campus, visit: Visit) -> None:
    student = visit(campus.students[0], "student")
    for what in ("results", "debts", "gpa"):
        assert student.get(f"/grading/students/{campus.students[1]}/{what}").status_code == 403
    assert student.get(campus.address).status_code == 403


def test_lists_are_printed_as_pdf(campus: Campus, teacher: FlaskClient) -> None:
    play(campus)
    for address in (f"{campus.address}/attestations/1.pdf", f"{campus.address}/exam.pdf"):
        paper = teacher.get(address)
        assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
        assert paper.data.startswith(b"%PDF")


def test_anybody_checks_a_seal_that_he_kept(campus: Campus, visit: Visit) -> None:
    play(campus)
    with campus.at_work() as university:
        university.close()
    anybody = visit(uuid4())
    anybody.delete_cookie("tirkeu")
    anybody.set_cookie(LANGUAGE_COOKIE, "en")
    page = anybody.get("/grading/verify/").text
    kept, digest = re.search(r"<dd>(\d+)</dd>", page), re.search(r"[0-9a-f]{64}", page)
    assert kept
    assert digest
    assert "stands in the chain" in anybody.get(f"/grading/verify/?number={kept[1]}&digest={digest[0]}").text
    assert "does not stand" in anybody.get(f"/grading/verify/?number=1&digest={digest[0]}").text
    assert "64" in anybody.get("/grading/verify/?number=2&digest=x").text
