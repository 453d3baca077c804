"""Screens of adviser, dean, auditor, office and external student, each walked once (R1.2, R3.10, R8.3, R8.8)."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from services.registration.models.campus import Group, Student
from services.registration.models.copies import DebtCopy
from tests.databases import Bound
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
