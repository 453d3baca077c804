"""The acts after the seal in the API: from the certificate to the reserve exam, a correction, an appeal (R5.3, D10)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient

from services.grading.domain.outcome import Appearance
from services.grading.usecases import copies
from shared.contracts.registration import CourseChanged
from tests.grading.web.conftest import Campus, Visit

API = "/grading/api/v1"


def asks(client: FlaskClient, address: str, body: dict[str, Any], status: int, method: str = "post") -> Any:
    answer = getattr(client, method)(f"{API}{address}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json


def sees(client: FlaskClient, address: str) -> Any:
    return client.get(f"{API}{address}").json


def codes(refused: Any) -> list[str]:
    return [reason["code"] for reason in refused["reasons"]]


def test_every_act_can_be_done_by_a_program(campus: Campus, visit: Visit, teacher: FlaskClient) -> None:
    with campus.at_work() as university:
        university.attest(*[("80", "80")] * 3)
        university.examine("70", "49", Appearance.DID_NOT_APPEAR)
        university.close()
    section, (_, failed, ill) = str(campus.university.section_id), campus.students
    office, leading, chair = visit(uuid4(), "specialist"), visit(uuid4(), "chairman"), visit(uuid4(), "rectorate")
    about = {"section_id": section, "reason": "ill", "document": "95/1"}
    made = asks(office, "/corrections/certificates", {**about, "student_id": str(ill)}, 201)
    again = asks(office, "/corrections/certificates", {**about, "student_id": str(ill)}, 409)
    assert codes(again) == ["correction_waits"]
    decided = {"approve": True, "why": "in time"}
    assert asks(leading, f"/corrections/{made['correction_id']}/decision", decided, 200)["new_mark"] == "I"
    asks(office, f"/sections/{section}/reserve", {"ends_at": "2025-07-22T07:00:00Z"}, 201)
    exam = {"sitting": 2, "results": [{"student_id": str(ill), "mark": "90"}]}
    asks(teacher, f"/sections/{section}/exam", exam, 200, "put")
    closed = asks(teacher, f"/sections/{section}/close", {"sitting": 2}, 200)
    assert [line["result"]["mark"] for line in closed["lines"]] == ["B"]
    wish = {**about, "student_id": str(failed), "kind": "exam", "mark": "60"}
    proposed = asks(teacher, "/corrections/", wish, 201)
    refusal = {"approve": False, "why": "the paper shows 49"}
    assert asks(leading, f"/corrections/{proposed['correction_id']}/decision", refusal, 200)["status"] == "refused"
    student = visit(failed, "student")
    results = sees(student, f"/students/{failed}/results")
    attempt = results[0]["lines"][0]["attempt_id"]
    appeal = asks(student, "/appeals/", {"attempt_id": attempt, "grounds": "question 3"}, 201)
    said = {"protocol": "7", "reason": "question 3 counts", "raised_to": "55"}
    assert codes(asks(chair, f"/appeals/{appeal['appeal_id']}/decision", said, 409)) == ["no_commission"]
    with campus.at_work() as university:
        members = [uuid4(), uuid4()]
        for member in members:
            university.person(member, "Ахметов Болат", staff=True)
    asks(leading, f"/appeals/{appeal['appeal_id']}/commission", {"members": list(map(str, members))}, 200)
    assert asks(chair, f"/appeals/{appeal['appeal_id']}/decision", said, 200)["status"] == "raised"
    register = sees(leading, "/corrections/")
    assert [row["source"] for row in register["items"]][:3] == ["appeal", "correction", "certificate"]
    assert sees(leading, "/appeals/")["items"][0]["status"] == "appeal_raised"


def test_an_equivalent_the_cribs_act_and_a_message_by_a_program(
    campus: Campus, visit: Visit, teacher: FlaskClient
) -> None:
    section, (caught, *_) = str(campus.university.section_id), campus.students
    dean, office = visit(uuid4(), "dean"), visit(uuid4(), "chairman")
    course = str(campus.university.course_id)
    act = {"course_id": course, "equivalent_id": course, "document": "4", "reason": "-", "valid_from": "2025-07-01"}
    assert codes(asks(dean, "/equivalents/", act, 409)) == ["same_course"]
    with campus.at_work() as university:
        university.attest(*[("80", "80")] * 3)
        other = uuid4()
        copies.keep_courses(university.session, [CourseChanged(other, 1, "MAT102", 5, {}, True)])
    made = asks(dean, "/equivalents/", {**act, "equivalent_id": str(other)}, 201)
    address = f"/equivalents/{made['act_id']}"
    assert asks(office, f"{address}/decision", {"approve": True}, 200)["status"] == "in_force"
    assert asks(office, f"{address}/end", {}, 200)["status"] == "ended"
    cribs = {
        "section_id": section, "student_id": str(caught), "number": "3", "found_at": "2025-07-18T06:00:00Z",
        "what": "a phone", "drawn_up_by": "Оспанова Г.", "witness": "Ахметов Б.",
    }  # fmt: skip
    assert asks(visit(uuid4(), "teacher"), "/acts/cribs", cribs, 403)
    invigilator = visit(uuid4(), "invigilator")
    asks(invigilator, "/acts/cribs", cribs, 201)
    assert codes(asks(invigilator, "/acts/cribs", cribs, 409)) == ["act_recorded"]
    sent = asks(teacher, "/acts/messages", {"section_id": section, "text": "Room 204"}, 201)
    assert sent == {"sent_to": 3}
