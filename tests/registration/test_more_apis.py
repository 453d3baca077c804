"""What programs choose and ask for people: D6's choice, swaps, delegates, questions, papers (R1.2, R3.10, R8.8)."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.registration.models.applications import Application
from services.registration.usecases import accounts
from services.registration.workflows.engine import engine
from shared.contracts.registration import CourseNotHeld
from tests.databases import Bound
from tests.registration import campus
from tests.registration.test_applications_api import V1, Door
from tests.registration.test_choosing_pages import second_section
from tests.registration.test_leaving_pages import paid
from tests.registration.test_people_pages import adviser_of


@pytest.fixture
def door(undone_databases: Bound) -> Door:
    return Door(undone_databases)


def post(door: Door, path: str, person: UUID, role: str, status: int = 200, **body: Any) -> Any:
    """He sends a change with its idempotency key."""
    answer = door.enter(person, role).post(f"{V1}{path}", json=body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == status, answer.json
    return answer.json


def test_a_student_changes_his_section_and_chooses_what_becomes_of_his_money(door: Door) -> None:
    case = paid(door)
    other = second_section(door, case)
    with door.summer() as summer:
        summer.on(summer.dates.opens_at)
    path = f"/swaps/{case.case_id}"
    shown = door.enter(case.student_id).get(f"{V1}{path}").json
    assert [(one["section_id"], one["free"]) for one in shown["sections"]] == [(str(other), 3)]
    post(door, path, door.students[1], "student", 404, section_id=str(other))
    assert post(door, path, case.student_id, "student", section_id=str(other))["section_id"] == str(other)
    refused = post(door, f"/choices/{case.case_id}", case.student_id, "student", 409, choice="refund")
    assert [one["code"] for one in refused["reasons"]] == ["nothing_to_choose"]
    with door.db.transaction() as session:
        engine.deliver(session, [CourseNotHeld(case.case_id)])
    shown = door.enter(case.student_id).get(f"{V1}/choices/{case.case_id}").json
    assert (shown["choice"], shown["until"] is not None) == (None, True)
    post(door, f"/choices/{case.case_id}", case.student_id, "student", 422, choice="gold")
    assert post(door, f"/choices/{case.case_id}", case.student_id, "student", choice="refund")["choice"] == "refund"
    with door.db.read() as session:
        assert session.get_one(Application, case.case_id).choice == "refund"


def test_a_dean_names_a_delegate_and_a_student_asks_his_adviser(door: Door) -> None:
    dean, clerk = campus.with_role("dean").person_id, campus.with_role("teacher").person_id
    with door.db.transaction() as session:
        accounts.give_demo_password(session, {clerk: "clerk"}, "a long password 7")
    named = {"login": "clerk", "acts": ["read"], "valid_from": "2026-07-01", "valid_until": "2026-07-20"}
    made = post(door, "/delegations/", dean, "dean", 201, **named, reason="order 5")
    assert (made["delegate_id"], made["ended_at"]) == (str(clerk), None)
    post(door, f"/delegations/{made['delegation_id']}/end", campus.with_role("chairman").person_id, "dean", 404)
    assert post(door, f"/delegations/{made['delegation_id']}/end", dean, "dean")["ended_at"]
    assert door.enter(dean, "dean").get(f"{V1}/delegations/").json["total"] == 1
    student = door.students[0]
    adviser = adviser_of(door, student)
    words = {"about": "section", "about_id": door.section_id, "words": "Does it stand for Physics 1?"}
    asked = post(door, "/questions/", student, "student", 201, **words)
    assert asked["addressed_to"] == str(adviser)
    path = f"/questions/{asked['question_id']}/answer"
    post(door, path, door.students[1], "student", 403, words="No.")
    assert post(door, path, adviser, "adviser", words="It does.")["answer"] == "It does."
    assert door.enter(door.students[1]).get(f"{V1}/questions/").json["total"] == 0
    assert door.enter(student).get(f"{V1}/questions/").json["total"] == 1


def test_an_external_student_registers_by_a_program_and_the_office_checks(door: Door) -> None:
    sent = {
        "surname": "Sample", "given_name": "Aida", "identity_kind": "passport", "identity_number": "N123",
        "email": "aida@example.kz", "university": "KazNU", "registrar_email": "reg@kaznu.example", "language": "en",
        "letter": b64encode(b"%PDF-1.7 a letter").decode(),
    }  # fmt: skip
    path = f"{V1}/external-students/"
    assert door.client.post(path, json={**sent, "letter": b64encode(b"MZ").decode()}).status_code == 409
    answer = door.client.post(path, json=sent)
    assert (answer.status_code, set(answer.json)) == (201, {"sent_at", "check_by"})
    assert door.client.post(path, json=sent).status_code == 409, "known already"
    office = campus.with_role("specialist").person_id
    (one,) = door.enter(office, "specialist").get(path).json["items"]
    check = f"/external-students/{one['student_id']}/check"
    post(door, check, office, "specialist", 409, accepted=False)
    assert post(door, check, office, "specialist", accepted=True)["status"] == "accepted"


def test_an_adviser_reads_what_he_may_object_to_and_objects(door: Door) -> None:
    case_id = UUID(door.apply(door.students[0]).json["case_id"])
    adviser = adviser_of(door, door.students[0])
    path = f"{V1}/advising/applications"
    (one,) = door.enter(adviser, "adviser").get(path).json
    assert (one["case_id"], one["purpose"], one["until"] > one["asked_at"]) == (str(case_id), "debt", True)
    assert str(case_id) in door.client.get("/registration/advising/applications").text
    assert door.enter(uuid4(), "adviser").get(path).json == []
    assert door.enter(door.students[0]).get(path).status_code == 403
    post(door, f"/advising/applications/{case_id}/objection", uuid4(), "adviser", 403, reason="Wrong course")
    post(door, f"/advising/applications/{case_id}/objection", adviser, "adviser", 409, reason=" ")
    said = post(door, f"/advising/applications/{case_id}/objection", adviser, "adviser", 202, reason="Wrong course")
    assert said["way"] == "adviser_objected"
