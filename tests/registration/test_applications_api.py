"""The API of applications, offers and cases: who may, what is answered (R3.8, R8.3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.registration.models.applications import Application
from shared.identity.testing import sign_in
from tests.apps import app_of
from tests.databases import Bound
from tests.registration.summer import Summer

V1 = "/registration/api/v1"


class Door:
    """A committed summer term with one seat, and a client through which people come."""

    def __init__(self, databases: Bound) -> None:
        self.db = databases.registration
        self.client: Any = app_of("registration").test_client()
        with self.summer() as summer:
            self.section_id = str(summer.section(1).section_id)
            self.students = summer.debtors(3)

    @contextmanager
    def summer(self) -> Iterator[Summer]:
        with self.db.transaction() as session:
            yield Summer(session)

    def enter(self, person: UUID, role: str = "student") -> Any:
        sign_in(self.client, person, roles=(role,))
        return self.client

    def draw(self) -> None:
        with self.summer() as summer:
            summer.draw()

    def apply(self, student: UUID, **changed: Any) -> Any:
        client = self.enter(student)
        shown = client.get(f"{V1}/applications/prospect", query_string={"section_id": self.section_id}).json
        body = {"section_id": self.section_id, "accepted_offer": shown["accepted_offer"], **changed}
        return client.post(f"{V1}/applications/", json=body, headers={"Idempotency-Key": str(uuid4())})


@pytest.fixture
def door(undone_databases: Bound) -> Door:
    return Door(undone_databases)


def test_a_student_sees_what_is_offered_and_applies(door: Door) -> None:
    answer = door.apply(door.students[0])
    assert answer.status_code == 202
    assert answer.json["state"] == "received"
    mine = door.client.get(f"{V1}/applications/").json
    assert [(row["case_id"], row["state"]) for row in mine] == [(answer.json["case_id"], "received")]
    case = door.client.get(answer.json["case_url"]).json
    assert case["accepted_offer"]["price"] == "18500.00"
    assert [event["what"] for event in case["history"]][:2] == ["began", "told"]


def test_a_refusal_names_rule_text_and_remedy(door: Door) -> None:
    door.apply(door.students[0])
    again = door.apply(door.students[0])
    assert again.status_code == 409
    (reason,) = again.json["reasons"]
    assert (reason["code"], reason["rule"]) == ("already_applied", "R9.1")
    assert "already" in reason["text"]
    assert reason["remedy"]


def test_a_wish_without_the_present_offer_is_refused(door: Door) -> None:
    answer = door.apply(door.students[0], accepted_offer="0" * 64)
    assert [reason["code"] for reason in answer.json["reasons"]] == ["offer_changed"]


def test_a_body_of_another_shape_is_422(door: Door) -> None:
    assert door.apply(door.students[0], colour="red").status_code == 422
    assert door.apply(door.students[0], accepted_offer="short").status_code == 422


def test_another_student_does_not_see_the_case(door: Door) -> None:
    case_url = door.apply(door.students[0]).json["case_url"]
    assert door.enter(door.students[1]).get(case_url).status_code == 404
    assert door.client.get(f"{V1}/cases/").json["total"] == 0
    assert door.enter(uuid4(), "specialist").get(case_url).status_code == 200
    assert door.enter(uuid4(), "teacher").get(case_url).status_code == 403


def test_an_offer_is_answered_by_the_one_to_whom_it_was_made(door: Door) -> None:
    for student in door.students[:2]:
        door.apply(student)
    door.draw()
    with door.summer() as summer:
        cases = summer.session.query(Application).order_by(Application.state).all()
        held, waiting = cases[0], cases[1]
        summer.invoice([held])
        summer.overdue(held)
        student, stranger = waiting.student_id, held.student_id
    offer = door.enter(student).get(f"{V1}/seat-offers/").json[0]
    path = f"{V1}/seat-offers/{offer['offer_id']}/answer"
    assert door.enter(stranger).post(path, json={"accepted": True}).status_code == 404
    assert door.enter(student).post(path, json={"accepted": True}).json["outcome"] == "accepted"
    again = door.client.post(path, json={"accepted": False})
    assert [reason["code"] for reason in again.json["reasons"]] == ["offer_over"]


def test_finance_decides_only_where_the_statements_are_overdue(door: Door) -> None:
    case_url = door.apply(door.students[0]).json["case_url"]
    answer = door.enter(uuid4(), "finance").post(f"{case_url}/decision", json={"wait": False})
    assert [reason["code"] for reason in answer.json["reasons"]] == ["nothing_to_decide"]
