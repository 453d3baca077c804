"""What the office's programs ask: sections made one, seats that lost their payment (R8.5, D16)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.registration.models.reversals import PaymentReversal
from services.registration.models.sections import Section
from shared.clock import now, set_office
from tests.databases import Bound
from tests.registration import campus
from tests.registration.test_applications_api import V1, Door
from tests.registration.test_choosing_pages import second_section
from tests.registration.test_leaving_pages import paid
from tests.registration.test_more_apis import post


@pytest.fixture
def door(undone_databases: Bound) -> Door:
    return Door(undone_databases)


def test_a_program_makes_two_sections_of_a_course_one(door: Door) -> None:
    case = paid(door)
    other = second_section(door, case)
    office = campus.with_role("specialist").person_id
    path, others = f"/sections/{other}/merger", [str(case.section_id)]
    post(door, path, case.student_id, "student", 403, others=others)
    post(door, path, office, "specialist", 422, others=[])
    late = post(door, path, office, "specialist", 409, others=others)
    assert [one["code"] for one in late["reasons"]] == ["minimum_counted"]
    with door.summer() as summer:
        set_office(summer.session, summer.dates.opens_at)
    same = post(door, path, office, "specialist", 409, others=[str(other)])
    assert same["reasons"]
    assert post(door, path, office, "specialist", others=others)["taken"] == 1
    with door.db.read() as session:
        assert session.get_one(Section, case.section_id).status == "not_held"
    again = post(door, path, office, "specialist", 409, others=others)
    assert "section_over" in [one["code"] for one in again["reasons"]]


def test_a_program_lists_the_seats_that_lost_their_payment(door: Door) -> None:
    case = paid(door)
    with door.db.transaction() as session:
        until = now(session).office + timedelta(days=3)
        session.add(
            PaymentReversal(
                case_id=case.case_id, version_no=1, invoice_id=UUID(int=7), state="reversed", repay_by=until,
                why="another's money",
            )
        )  # fmt: skip
    path = f"{V1}/reversed-payments/"
    assert door.enter(case.student_id).get(path).status_code == 403
    (found,) = door.enter(uuid4(), "finance").get(path).json["items"]
    assert (found["case_id"], found["money"], found["why"]) == (str(case.case_id), "reversed", "another's money")
    with door.db.transaction() as session:
        session.get_one(PaymentReversal, case.case_id).state = "restored"
    assert door.enter(uuid4(), "chairman").get(path).json["total"] == 0
