"""The summer term by the API: a dean proposes, the rectorate agrees, the office publishes; each within his reach."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from shared.identity import Actor, Held, Role, Scope
from shared.identity.testing import sign_in, token_for
from tests.apps import app_of
from tests.databases import Bound
from tests.registration.campus import dean_of, faculty_with_debts, office_ready, university, with_role

ROOT = "/registration/api/v1"
FACULTY = faculty_with_debts()


@pytest.fixture
def client(undone_databases: Bound) -> FlaskClient:
    with undone_databases.registration.transaction() as session:
        office_ready(session)
    return app_of("registration").test_client()


def bearer(actor: Actor) -> dict[str, str]:
    token = token_for(actor.person_id, roles=actor.roles, name=actor.name)
    return {"Authorization": f"Bearer {token}"}


def get(client: FlaskClient, actor: Actor, address: str, status: int = 200) -> Any:
    answer = client.get(f"{ROOT}{address}", headers=bearer(actor))
    assert answer.status_code == status, answer.text
    return answer.json


def post(client: FlaskClient, actor: Actor, address: str, body: Any = None, status: int = 200) -> Any:
    answer = client.post(f"{ROOT}{address}", json=body, headers=bearer(actor))
    assert answer.status_code == status, answer.text
    return answer.json


def proposal(client: FlaskClient, dean: Actor) -> dict[str, Any]:
    owed = get(client, dean, "/debtors/?academic_year=2025")
    assert owed
    assert {row["faculty_id"] for row in owed} == {str(FACULTY)}
    teacher = with_role("teacher").person_id
    courses = [
        {"course_id": row["course_id"], "groups": 1, "capacity": 20, "minimum": 5, "teacher_id": str(teacher)}
        for row in owed
    ]
    return {"faculty_id": str(FACULTY), "starts_on": university().summer_starts_on.isoformat(), "courses": courses}


def test_a_term_goes_from_proposal_to_publication_by_the_api(client: FlaskClient) -> None:
    dean, rectorate, chairman = dean_of(FACULTY), with_role("rectorate"), with_role("chairman")
    made = post(client, dean, "/proposals/", proposal(client, dean), 202)
    assert made["status"] == "waiting"
    assert made["debtors"] == sum(course["debtors"] for course in made["courses"])
    term = post(client, rectorate, f"/terms/{made['term_id']}/agreement", {"agreed": True})
    assert term["status"] == "agreed"
    assert get(client, chairman, f"/terms/{made['term_id']}/obstacles") == []
    published = post(client, chairman, f"/terms/{made['term_id']}/publication")
    assert published["status"] == "published"
    assert published["seed"]
    sections = get(client, dean, f"/sections/?term_id={made['term_id']}")
    assert sections["total"] == len(made["courses"])
    section = get(client, dean, f"/sections/{sections['items'][0]['section_id']}")
    assert section["meetings"]
    standing = get(client, chairman, f"/terms/{made['term_id']}/courses")
    assert {row["applied"] for row in standing} == {0}


def test_retakes_are_agreed_at_once_and_a_missing_price_of_their_year_is_named(client: FlaskClient) -> None:
    dean, chairman = dean_of(FACULTY), with_role("chairman")
    wanted = {**proposal(client, dean), "season": "autumn", "starts_on": "2026-09-07"}
    made = post(client, dean, "/proposals/", wanted, 202)
    assert (made["status"], made["term_status"]) == ("agreed", "agreed")
    obstacles = get(client, chairman, f"/terms/{made['term_id']}/obstacles")
    assert {(one["code"], one["rule"]) for one in obstacles} == {("tariff_missing", "R9.2")}
    post(client, dean, "/proposals/", {**wanted, "season": "winter"}, 422)


def test_what_a_delegate_proposes_is_his_deans_and_shows_for_whom(client: FlaskClient) -> None:
    dean, clerk = dean_of(FACULTY), with_role("teacher")
    left = Held(Role.DEAN, Scope.FACULTY, FACULTY, dean.person_id, ("propose_term",))
    delegate = Actor(clerk.person_id, clerk.name, (*clerk.roles, left))
    made = post(client, delegate, "/proposals/", proposal(client, delegate), 202)
    sign_in(client, dean.person_id, roles=dean.roles, language="en")
    assert f"{clerk.name} for {dean.name}" in client.get(f"/registration/proposals/{made['proposal_id']}").text
    client.delete_cookie("tirkeu")
    assert client.get("/registration/students", headers=bearer(delegate)).status_code == 403


def test_a_dean_proposes_for_his_own_faculty_only(client: FlaskClient) -> None:
    dean = dean_of(FACULTY)
    stranger = dean_of(next(faculty.id for faculty in university().faculties if faculty.id != FACULTY))
    post(client, stranger, "/proposals/", proposal(client, dean), 403)


def test_an_agreed_term_with_a_missing_teacher_is_refused_with_the_rule(client: FlaskClient) -> None:
    dean, rectorate, chairman = dean_of(FACULTY), with_role("rectorate"), with_role("chairman")
    body = proposal(client, dean)
    body["courses"][0]["teacher_id"] = None
    made = post(client, dean, "/proposals/", body, 202)
    post(client, rectorate, f"/terms/{made['term_id']}/agreement", {"agreed": True})
    problem = post(client, chairman, f"/terms/{made['term_id']}/publication", status=409)
    assert [(reason["code"], reason["rule"]) for reason in problem["reasons"]] == [("section_without_teacher", "R8.2")]


def test_students_are_found_by_name_iin_and_number_within_reach(client: FlaskClient) -> None:
    student = university().students[0]
    chairman = with_role("chairman")
    for search in (student.surname, student.iin, student.number):
        found = get(client, chairman, f"/students/?search={search}")
        assert str(student.id) in {row["student_id"] for row in found["items"]}
    dean = dean_of(FACULTY)
    mine = get(client, dean, "/students/?page_size=500")
    assert mine["total"] == sum(one.faculty_id == FACULTY for one in university().students)
    outside = next(one for one in university().students if one.faculty_id != FACULTY)
    get(client, dean, f"/students/{outside.id}", 404)
    card = get(client, chairman, f"/students/{student.id}")
    assert card["name"] == student.name


def test_the_university_is_open_to_everybody_with_an_account(client: FlaskClient) -> None:
    for resource in ("faculties", "specialties", "groups", "courses", "terms", "holidays", "policies"):
        assert get(client, with_role("teacher"), f"/{resource}/")["total"] > 0, resource
