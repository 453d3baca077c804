"""Screens of adviser, dean, auditor, office and external student, each walked once (R1.2, R3.10, R8.3, R8.8)."""

from __future__ import annotations

import io
import re
from uuid import UUID

import pytest
from sqlalchemy import select

from services.registration.models.campus import Group, Student
from services.registration.models.copies import DebtCopy
from services.registration.usecases import accounts, sign_ins
from tests.databases import Bound
from tests.registration import campus
from tests.registration.test_applications_api import Door
from tests.registration.test_student_pages import page


@pytest.fixture
def door(undone_databases: Bound) -> Door:
    return Door(undone_databases)


def adviser_of(door: Door, student_id: UUID) -> UUID:
    with door.db.read() as session:
        found = session.scalar(select(Group.adviser_id).join(Student).where(Student.student_id == student_id))
    assert found
    return found


def test_an_adviser_reminds_and_objects_from_the_page_of_a_debt(door: Door) -> None:
    student = door.students[0]
    adviser = adviser_of(door, student)
    with door.db.read() as session:
        debts = select(DebtCopy.debt_id).where(DebtCopy.student_id == student, DebtCopy.status == "open")
        debt_id = session.scalars(debts).first()
    case_id = door.apply(student).json["case_id"]
    assert "/registration/advising/debts/" in page(door, "/registration/advising?sort=-days_left", adviser, "adviser")
    assert "Remind" in page(door, f"/registration/advising/debts/{debt_id}", adviser, "adviser") or case_id
    path = f"/registration/cases/{case_id}/object"
    assert "all that was paid goes back" in page(door, path, adviser, "adviser")
    assert door.client.post(path, data={"why": ""}).status_code == 422
    assert door.client.post(path, data={"why": "His practice is in July"}).status_code == 303
    assert "the adviser objected" in page(door, f"/registration/cases/{case_id}", adviser, "adviser")
    assert door.client.post(path, data={"why": "once more"}).status_code == 409
    door.enter(door.students[1])
    assert door.client.get(path).status_code == 403


def test_a_dean_names_a_delegate_for_some_acts_and_ends_it(door: Door) -> None:
    dean, clerk = campus.with_role("dean").person_id, campus.with_role("teacher").person_id
    with door.db.transaction() as session:
        accounts.give_demo_password(session, {clerk: "clerk"}, "a long password 7")
    assert "You have named nobody" in page(door, "/registration/delegates/", dean, "dean")
    named = {"login": "clerk", "read": "y", "since": "2026-07-01", "until": "2026-07-20", "reason": "order 5"}
    assert door.client.post("/registration/delegates/new", data={**named, "read": ""}).status_code == 409
    assert door.client.post("/registration/delegates/new", data=named).status_code == 303
    shown = page(door, "/registration/delegates/", dean, "dean")
    assert "see the lists of the faculty" in shown
    [end] = re.findall(r'"(/registration/delegates/[0-9a-f-]+/end)"', shown)
    assert door.client.post(end).status_code == 303
    assert "Ended early" in page(door, "/registration/delegates/", dean, "dean")


def test_a_student_objects_and_the_chairman_decides_on_their_pages(door: Door) -> None:
    student, staff = door.students[0], campus.with_role("specialist").person_id
    with door.db.transaction() as session:
        row = sign_ins.start(session, staff, "a test")
        session.flush()
        sign_ins.act_for(session, row.session_id, student, "he is abroad", "17")
    mine = page(door, "/registration/my/acted-for-me", student)
    [path] = re.findall(r'"(/registration/my/acted-for-me/[0-9a-f-]+/object)"', mine)
    assert door.client.post(path, data={"words": "I never asked"}).status_code == 303
    assert door.client.post(path, data={"words": "again"}).status_code == 409
    chairman = campus.with_role("chairman").person_id
    listed = page(door, "/registration/acts-for-students", chairman, "chairman")
    [one] = re.findall(r'"(/registration/acts-for-students/[0-9a-f-]{36})"', listed)
    assert "I never asked" in page(door, one, chairman, "chairman")
    assert door.client.post(one, data={"decision": "founded", "why": "no paper"}).status_code == 303
    assert "Founded" in page(door, "/registration/my/acted-for-me", student)


def test_a_question_is_asked_from_a_course_and_answered_by_a_named_person(door: Door) -> None:
    student = door.students[0]
    adviser = adviser_of(door, student)
    path = f"/registration/questions/ask?section={door.section_id}"
    assert "Ask a question" in page(door, f"/registration/my/apply/{door.section_id}", student)
    assert "A named person answers" in page(door, path, student)
    assert door.client.post(path, data={"words": "  "}).status_code in (409, 422)
    sent = door.client.post(path, data={"words": "Does it stand for Physics 1?"})
    assert sent.status_code == 303
    assert "Does it stand" in page(door, "/registration/questions/", adviser, "adviser")
    assert "Does it stand" in page(door, sent.location, adviser, "adviser")
    assert door.client.post(sent.location, data={"words": "It does."}).status_code == 303
    assert "It does." in page(door, sent.location, student)
    door.enter(door.students[1])
    assert door.client.get(sent.location).status_code == 404


def test_an_external_student_registers_himself_and_the_office_checks(door: Door) -> None:
    sent = {
        "surname": "Sample", "given_name": "Aida", "identity_kind": "passport", "identity_number": "N123",
        "email": "aida@example.kz", "university": "KazNU", "registrar_email": "reg@kaznu.example", "agreed": "y",
    }  # fmt: skip
    door.client.delete_cookie("tirkeu")
    assert "university" in door.client.get("/registration/external").text
    letter = (io.BytesIO(b"MZ no letter"), "letter.pdf")
    assert door.client.post("/registration/external", data={**sent, "letter": letter}).status_code == 409
    letter = (io.BytesIO(b"%PDF-1.7 a letter"), "letter.pdf")
    answer = door.client.post("/registration/external", data={**sent, "letter": letter})
    assert (answer.status_code, answer.location) == (303, "/registration/external/received")
    assert door.client.get(answer.location).status_code == 200
    office = campus.with_role("specialist").person_id
    listed = page(door, "/registration/externals", office, "specialist")
    [one] = re.findall(r'"(/registration/externals/[0-9a-f-]{36})"', listed)
    assert "SHA-256" in page(door, one, office, "specialist")
    assert door.client.get(f"{one}/letter").data == b"%PDF-1.7 a letter"
    external = UUID(one.rsplit("/", 1)[1])
    assert "Papers are being checked" in page(door, "/registration/my/courses", external)
    assert "/registration/my/courses" in page(door, "/registration/my/", external)
    page(door, one, office, "specialist")
    assert door.client.post(one, data={"decision": "refuse", "why": ""}).status_code == 409
    assert door.client.post(one, data={"decision": "accept"}).status_code == 303
    assert "Papers accepted" in page(door, one, office, "specialist")
