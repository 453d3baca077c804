"""The API of grading: bulk entry, closing, a student's record, late sheets, the chain."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from flask.testing import FlaskClient

from services.grading.usecases import late
from tests.grading.university import SHEET_DUE
from tests.grading.web.conftest import Campus, Visit


def marks(campus: Campus, *values: str | None) -> dict[str, object]:
    return {"marks": [{"student_id": str(s), "mark": m} for s, m in zip(campus.students, values, strict=True)]}


def results(campus: Campus, *rows: Mapping[str, object]) -> dict[str, object]:
    return {"results": [{"student_id": str(s), **row} for s, row in zip(campus.students, rows, strict=True)]}


def play(campus: Campus, teacher: FlaskClient) -> dict[str, object]:
    """The whole way through the API: 80 80 70, 40 59, 90 90 did not appear."""
    for nth, values in ((1, ("80", "40", "90")), (2, ("80", "59", "90"))):
        assert teacher.put(f"{campus.api}/attestations/{nth}", json=marks(campus, *values)).status_code == 200
    exam = results(campus, {"mark": "70"}, {}, {"appearance": "did_not_appear"})
    assert teacher.put(f"{campus.api}/exam", json=exam).status_code == 200
    answer = teacher.post(f"{campus.api}/close", json={})
    assert answer.status_code == 200, answer.json
    body = answer.json
    assert isinstance(body, dict)
    return body


def test_a_teacher_enters_everything_in_bulk_and_closes(campus: Campus, teacher: FlaskClient) -> None:
    body = play(campus, teacher)
    lines = {line["student_id"]: line for line in body["lines"]}  # type: ignore[attr-defined]
    first, second, third = (lines[str(student)] for student in campus.students)
    assert (first["result"]["mark"], first["result"]["percent"], first["rating"]) == ("B-", 76, "80.00")
    assert (second["result"]["outcome"], second["rating"]) == ("not_admitted", "49.50")
    assert third["result"]["mark"] == "n/a"
    assert body["exam"]["status"] == "sealed"  # type: ignore[index]
    assert teacher.post(f"{campus.api}/close", json={}).status_code == 409


def test_the_same_request_with_the_same_key_is_answered_again(campus: Campus, teacher: FlaskClient) -> None:
    play_until_exam = [("80", "80", "80"), ("80", "80", "80")]
    for nth, values in enumerate(play_until_exam, start=1):
        teacher.put(f"{campus.api}/attestations/{nth}", json=marks(campus, *values))
    teacher.put(f"{campus.api}/exam", json=results(campus, *[{"mark": "80"}] * 3))
    key = {"Idempotency-Key": str(uuid4())}
    answers = [teacher.post(f"{campus.api}/close", json={}, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json == answers[1].json


def test_an_impossible_mark_is_refused_at_its_place(campus: Campus, teacher: FlaskClient) -> None:
    answer = teacher.put(f"{campus.api}/attestations/1", json=marks(campus, "101", "50", "7.555"))
    assert answer.status_code == 422
    assert "0" in str(answer.json)
    assert "2" in str(answer.json)


def test_a_student_named_twice_is_refused(campus: Campus, teacher: FlaskClient) -> None:
    body = marks(campus, "50", "50", "50")
    body["marks"] += body["marks"][:1]  # type: ignore[index]
    assert teacher.put(f"{campus.api}/attestations/1", json=body).status_code == 422


def test_reasons_carry_their_rules(campus: Campus, teacher: FlaskClient) -> None:
    answer = teacher.put(f"{campus.api}/exam", json=results(campus, *[{"mark": "80"}] * 3))
    assert answer.status_code == 409
    assert {(reason["code"], reason["rule"]) for reason in answer.json["reasons"]} == {("attestations_first", "R4.2")}  # type: ignore[index]
    assert "Әлиева Айгерім" in str(answer.json["reasons"][0]["text"] + answer.json["reasons"][1]["text"])  # type: ignore[index]


def test_another_teacher_sees_and_enters_nothing(campus: Campus, visit: Visit) -> None:
    stranger = visit(uuid4(), "teacher")
    assert stranger.get(campus.api).status_code == 403
    assert stranger.put(f"{campus.api}/attestations/1", json=marks(campus, "1", "1", "1")).status_code == 403
    assert stranger.get("/grading/api/v1/sections/").json == []


def test_a_teacher_lists_his_sections(campus: Campus, teacher: FlaskClient) -> None:
    (section,) = teacher.get("/grading/api/v1/sections/").json or []
    assert (section["label"], section["students"], section["status"]) == ("MAT101-S1", 3, "open")


def test_a_dean_sees_the_lists_of_his_faculty_only(campus: Campus, visit: Visit) -> None:
    own = visit(uuid4(), f"dean:faculty:{campus.university.faculty_id}")
    other = visit(uuid4(), f"dean:faculty:{uuid4()}")
    assert own.get(campus.api).status_code == 200
    assert other.get(campus.api).status_code == 403
    assert own.put(f"{campus.api}/attestations/1", json=marks(campus, "1", "1", "1")).status_code == 403


def test_a_student_reads_his_own_record_and_nobody_elses(campus: Campus, visit: Visit, teacher: FlaskClient) -> None:
    play(campus, teacher)
    me, other = campus.students[0], campus.students[1]
    student = visit(me, "student")
    base = f"/grading/api/v1/students/{me}"
    (term,) = student.get(f"{base}/results").json or []
    assert (term["season"], term["average"], term["lines"][0]["mark"]) == ("summer", "2.67", "B-")
    assert student.get(f"{base}/debts").json == []
    (book,) = student.get(f"{base}/record-book").json or []
    assert (book["season"], [line["mark"] for line in book["lines"]], "average" in book) == ("summer", ["B-"], False)
    assert visit(other, "student").get(f"/grading/api/v1/students/{other}/record-book").json == [], "F is never in it"
    student = visit(me, "student")
    gpa = student.get(f"{base}/gpa").json or {}
    assert (gpa["gpa"], gpa["points"], gpa["credits"], gpa["lines"][0]["why"]) == ("2.67", "13.35", 5, "counted")
    for what in ("results", "debts", "gpa", "running", "record-book"):
        assert student.get(f"/grading/api/v1/students/{other}/{what}").status_code == 403


def test_a_debt_is_read_with_its_reason(campus: Campus, visit: Visit, teacher: FlaskClient) -> None:
    play(campus, teacher)
    office = visit(uuid4(), "specialist")
    (debt,) = office.get(f"/grading/api/v1/students/{campus.students[1]}/debts").json or []
    assert (debt["status"], debt["reason"], debt["percent"]) == ("open", "not_admitted", "49.50")


def test_a_student_sees_his_rating_and_the_mark_he_needs(campus: Campus, visit: Visit, teacher: FlaskClient) -> None:
    for nth in (1, 2):
        teacher.put(f"{campus.api}/attestations/{nth}", json=marks(campus, "80", "40", "50"))
    found = [
        (visit(student, "student").get(f"/grading/api/v1/students/{student}/running").json or [{}])[0]
        for student in campus.students
    ]
    assert [(one["rating"], one["barred"], one["needed"]) for one in found] == [
        ("80.00", False, "50"), ("40.00", True, None), ("50.00", False, "50"),
    ]  # fmt: skip


def test_the_gpa_of_a_year_and_a_term_can_be_asked_for(campus: Campus, visit: Visit, teacher: FlaskClient) -> None:
    play(campus, teacher)
    me = campus.students[0]
    base, student = f"/grading/api/v1/students/{me}/gpa", visit(me, "student")
    assert (student.get(f"{base}?academic_year=2024&season=summer").json or {})["gpa"] == "2.67"
    assert (student.get(f"{base}?academic_year=2023").json or {})["gpa"] is None
    assert student.get(f"{base}?season=winter").status_code == 422


def test_late_sheets_are_listed_for_the_office(campus: Campus, visit: Visit) -> None:
    with campus.at_work() as university:
        university.clock_at(SHEET_DUE)
        sheet_id = university.exam_sheet_id
        late.report(university.session, [sheet_id])
    found = visit(uuid4(), "chairman").get("/grading/api/v1/late-sheets/").json or []
    (sheet,) = (one for one in found if one["sheet_id"] == str(sheet_id))
    assert (sheet["section"], sheet["entered"], sheet["students"]) == ("MAT101-S1", 0, 3)
    assert visit(uuid4(), f"dean:faculty:{uuid4()}").get("/grading/api/v1/late-sheets/").json == []


def test_anybody_reads_the_head_of_the_chain_and_checks_one_he_kept(
    campus: Campus, visit: Visit, teacher: FlaskClient
) -> None:
    play(campus, teacher)
    anybody = visit(uuid4())
    anybody.delete_cookie("tirkeu")
    head = anybody.get("/grading/api/v1/chain/head").json or {}
    assert (head["number"] >= 3, head["public_key"]["crv"]) == (True, "Ed25519")
    address = f"/grading/api/v1/chain/known?number={head['number']}&digest="
    known = anybody.get(address + head["digest"]).json or {}
    assert known["known"] is True
    other = anybody.get(address + "0" * 64).json or {}
    assert other["known"] is False
    assert anybody.get("/grading/api/v1/chain/verification").status_code == 401


def test_the_office_verifies_all_seals(campus: Campus, visit: Visit, teacher: FlaskClient) -> None:
    play(campus, teacher)
    found = visit(uuid4(), "specialist").get("/grading/api/v1/chain/verification").json or {}
    assert (found["holds"], found["links"] >= 3, found["places"]) == (True, True, [])
