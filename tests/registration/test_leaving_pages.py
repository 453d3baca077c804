"""Leaving in the browser and by the API: the arithmetic first, then the act (R8.2, R8.6, R8.7, D7)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.registration.models.applications import Application
from services.registration.models.sections import Section
from services.registration.models.terms import Term
from services.registration.workflows import leaving
from shared.clock import at
from shared.contracts.grading import RowsOpened, RowsRefused
from tests.databases import Bound
from tests.registration.test_applications_api import V1, Door
from tests.registration.test_student_pages import LANGUAGES, page

HEADERS = {"Idempotency-Key": "one"}


@pytest.fixture
def door(tirkeu_databases: Bound) -> Door:
    return Door(tirkeu_databases)


def paid(door: Door, *, on_sheet: bool = True) -> Application:
    """The first student has paid; he stands on his sheet, or the sheet has refused him."""
    door.apply(door.students[0])
    door.draw()
    with door.summer() as summer:
        case = summer.session.scalars(select(Application)).one()
        summer.invoice([case])
        summer.pay(case)
        refused = RowsRefused(case.case_id, ("already_on_sheet",), ("R9.1",))
        summer.say(RowsOpened(case.case_id, uuid4()) if on_sheet else refused)
        summer.on(at(summer.dates.starts_on + timedelta(days=1), 10))
    with door.db.read() as session:
        return session.scalars(select(Application)).one()


def state(door: Door, case: Application) -> str:
    with door.db.read() as session:
        return session.get_one(Application, case.case_id).state


def test_a_student_sees_what_goes_back_and_leaves(door: Door) -> None:
    case = paid(door)
    path = f"/registration/cases/{case.case_id}/leave"
    for language in LANGUAGES:
        page(door, path, case.student_id, language=language)
        page(door, path, uuid4(), "specialist", language=language)
    html = page(door, path, case.student_id)
    assert "75 % of 92,500.00 ₸ = 69,375.00 ₸; 23,125.00 ₸ stays" in html
    assert "through 5 Jul 2026" in html
    assert path in page(door, f"/registration/cases/{case.case_id}", case.student_id)
    assert path in page(door, "/registration/my/applications", case.student_id)
    assert door.client.post(path, data={}).status_code == 422
    assert door.client.post(path, data={"sure": "y"}).status_code == 303
    assert "leaving this course already" in page(door, path, case.student_id)
    assert "own wish" in page(door, f"/registration/cases/{case.case_id}", case.student_id)


def test_the_api_quotes_and_withdraws_and_only_the_office_names_a_cause(door: Door) -> None:
    case = paid(door)
    path = f"{V1}/withdrawals/{case.case_id}"
    assert door.enter(door.students[1]).get(path).status_code == 404
    found = door.enter(case.student_id).get(path).json
    assert (found["part"], found["back"], found["kept"], found["why"]) == (75, "69375.00", "23125.00", "own_wish")
    ill = door.client.post(path, json={"why": "illness"}, headers=HEADERS)
    assert [reason["code"] for reason in ill.json["reasons"]] == ["cause_needs_office"]
    office = door.enter(uuid4(), "specialist")
    bare = office.post(path, json={"why": "illness"}, headers={"Idempotency-Key": "two"})
    assert [reason["code"] for reason in bare.json["reasons"]] == ["paper_missing"]
    done = office.post(path, json={"why": "illness", "paper": "No 5"}, headers={"Idempotency-Key": "three"})
    assert (done.status_code, done.json["state"]) == (202, "on_sheet")
    with door.db.read() as session:
        row = session.get_one(Application, case.case_id)
        assert (row.left_why, row.left_paper, row.refund_part, row.refund_whole) == ("illness", "No 5", 27, 28)


@pytest.mark.parametrize("again", [True, False])
def test_the_office_finds_who_has_paid_and_no_sheet_takes_and_settles_it(door: Door, again: bool) -> None:
    case = paid(door, on_sheet=False)
    listed = page(door, "/registration/cases/?state=to_decide", uuid4(), "specialist")
    assert str(case.case_id) in listed
    path = f"/registration/cases/{case.case_id}"
    assert "could not take the line" in page(door, path, uuid4(), "specialist")
    if again:
        assert door.client.post(f"{path}/sheet-again").status_code == 303
        with door.summer() as summer:
            summer.say(RowsOpened(case.case_id, uuid4()))
        assert state(door, case) == "on_sheet"
    else:
        assert "everything" in door.client.get(f"{path}/give-up").text
        assert door.client.post(f"{path}/give-up").status_code == 303
        with door.db.read() as session:
            assert session.get_one(Application, case.case_id).left_why == "rows_refused"
    assert door.client.post(f"{path}/sheet-again").status_code == 409


def test_the_rectorate_withdraws_the_term_and_a_section_is_cancelled_at_once_only_by_two(door: Door) -> None:
    paid(door)
    with door.db.transaction() as session:
        term = session.scalars(select(Term).where(Term.season == "summer")).one()
        session.get_one(Section, UUID(door.section_id)).teacher_id = None
        term.status, term_id = "running", term.term_id
    section = f"/registration/sections/{door.section_id}"
    cancel, gone, another = f"{section}/cancel", f"{section}/teacher-gone", f"{section}/another-teacher"
    shown = page(door, section, uuid4(), "specialist")
    assert cancel in shown
    assert gone in shown
    for language in LANGUAGES:
        for address in (cancel, gone, another):
            page(door, address, uuid4(), "specialist", language=language)
    assert door.client.post(gone, data={"why": ""}).status_code == 422
    assert door.client.post(gone, data={"why": "the teacher has left"}).status_code == 303
    assert door.client.post(gone, data={"why": "again"}).status_code == 409
    assert another in page(door, section, uuid4(), "specialist")
    withdraw = f"/registration/terms/{term_id}/withdraw"
    assert door.client.get(withdraw).status_code == 403
    for language in LANGUAGES:
        page(door, withdraw, uuid4(), "rectorate", language=language)
    assert withdraw in page(door, f"/registration/terms/{term_id}", uuid4(), "rectorate")


def test_nothing_is_left_to_leave_when_a_case_has_ended(door: Door) -> None:
    case = paid(door)
    with door.db.transaction() as session:
        row = session.get_one(Application, case.case_id)
        leaving.withdraw(session, row, paper="No 5")
    path = f"{V1}/withdrawals/{case.case_id}"
    twice = door.enter(case.student_id).post(path, json={}, headers=HEADERS)
    assert [reason["code"] for reason in twice.json["reasons"]] == ["leaving_already"]
