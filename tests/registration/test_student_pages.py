"""What a student, an adviser and the office see, from the debt to the answer of an offer, in three languages."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.registration.models.applications import Application
from services.registration.models.campus import Group, Student
from services.registration.models.copies import DebtCopy
from services.registration.models.sections import Section
from services.registration.usecases.applications import prospect
from shared.identity.testing import sign_in
from tests.databases import Bound
from tests.registration.test_applications_api import Door

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def door(undone_databases: Bound) -> Door:
    return Door(undone_databases)


def page(door: Door, path: str, person: UUID, role: str = "student", language: str = "en") -> str:
    sign_in(door.client, person, roles=(role,), language=language)
    answer = door.client.get(path)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def cases(door: Door) -> list[Application]:
    with door.db.read() as session:
        return list(session.scalars(select(Application).order_by(Application.state)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_way_opens_in_each_language(door: Door, language: str) -> None:
    student = door.students[0]
    for path in ("/my/", "/my/debts", "/my/applications", f"/my/apply/{door.section_id}"):
        page(door, f"/registration{path}", student, language=language)
    case_id = door.apply(student).json["case_id"]
    for path in ("/my/", "/my/debts", "/my/applications", f"/cases/{case_id}"):
        page(door, f"/registration{path}", student, language=language)
    for path in ("/cases/", "/seats", f"/sections/{door.section_id}/line", f"/cases/{case_id}"):
        page(door, f"/registration{path}", uuid4(), "specialist", language)
    page(door, "/registration/advising", uuid4(), "adviser", language)


def test_the_first_page_says_what_to_do_by_which_hour_and_for_how_much(door: Door) -> None:
    html = page(door, "/registration/my/", door.students[0])
    assert "Apply for a course" in html
    assert "16 Jun 2026, 18:00" in html


def test_the_price_stands_as_arithmetic(door: Door) -> None:
    html = page(door, "/registration/my/debts", door.students[0])
    assert "× 18,500.00 ₸ =" in html


def test_a_student_applies_in_the_browser(door: Door) -> None:
    student = door.students[0]
    path = f"/registration/my/apply/{door.section_id}"
    html = page(door, path, student)
    assert "Nothing stands in the way" in html
    with door.db.read() as session:
        offer = prospect(session, student, UUID(door.section_id)).offer
    assert offer
    assert offer.digest in html
    unsure = door.client.post(path, data={"offer": offer.digest})
    assert unsure.status_code == 422
    sent = door.client.post(path, data={"offer": offer.digest, "agreed": "y"})
    assert sent.status_code == 303
    assert "Received" in door.client.get(sent.location).text
    again = door.client.post(path, data={"offer": offer.digest, "agreed": "y"})
    assert again.status_code == 303, "who clicks twice has applied once"
    assert again.location == sent.location
    assert "already" in door.client.get(again.location).text
    assert len(cases(door)) == 1


def test_a_student_without_a_debt_in_the_course_applies_for_additional_training(door: Door) -> None:
    with door.db.transaction() as session:
        courses = select(Section.course_id).where(Section.section_id == UUID(door.section_id))
        owing = select(DebtCopy.student_id).where(DebtCopy.course_id.in_(courses))
        free = select(Student.student_id).where(Student.student_id.not_in(owing), Student.status == "studying")
        student = session.scalars(free.order_by(Student.number)).first()
        assert student
    path = f"/registration/my/apply/{door.section_id}"
    assert path in page(door, "/registration/my/courses", student)
    html = page(door, path, student)
    assert 'value="debt"' not in html
    digest = html.split('name="offer" type="hidden" value="')[1].split('"')[0]
    assert door.client.post(path, data={"offer": digest, "agreed": "y"}).status_code == 422, "no purpose (R8.1)"
    sent = door.client.post(path, data={"offer": digest, "agreed": "y", "purpose": "additional"})
    assert sent.status_code == 303
    assert [(case.purpose, case.debt_id) for case in cases(door)] == [("additional", None)]


def test_a_form_that_was_open_when_the_window_closed_is_refused_with_the_rule_and_stays_filled(door: Door) -> None:
    """D25: late is late, and what was typed is kept."""
    student = door.students[0]
    path = f"/registration/my/apply/{door.section_id}"
    html = page(door, path, student)
    digest = html.split('name="offer" type="hidden" value="')[1].split('"')[0]
    with door.summer() as summer:
        summer.on(summer.dates.closes_at + timedelta(seconds=1))
    late = door.client.post(path, data={"offer": digest, "agreed": "y"})
    assert late.status_code == 409
    assert "R8.3" in late.text
    box = next(tag for tag in late.text.split("<") if 'id="agreed"' in tag)
    assert "checked" in box


def test_an_offer_that_was_open_on_the_screen_when_it_ended_is_answered_too_late(door: Door) -> None:
    for student in door.students:
        door.apply(student)
    door.draw()
    held = min(cases(door), key=lambda case: case.state)
    with door.summer() as summer:
        case = summer.session.get_one(Application, held.case_id)
        summer.invoice([case])
        summer.overdue(case)
        offer = summer.offers()[0]
        path, student, until = f"/registration/my/offers/{offer.case_id}", offer.student_id, offer.until
    assert "Accept the seat" in page(door, path, student)
    with door.summer() as summer:
        summer.on(until + timedelta(seconds=1))
    for answer in ("accept", "decline"):
        late = door.client.post(f"{path}/{answer}")
        assert late.status_code == 409, "by arrival at the server, not by the hour at which the page was opened (D25)"
        assert "D20" in late.text


def test_the_line_shows_the_place_and_an_offer_is_accepted_in_the_browser(door: Door) -> None:
    for student in door.students:
        door.apply(student)
    door.draw()
    held, *waiting = sorted(cases(door), key=lambda case: case.state)
    html = "".join(page(door, "/registration/my/applications", case.student_id) for case in waiting)
    assert "1 of 2 in the line" in html
    assert "2 of 2 in the line" in html
    with door.summer() as summer:
        case = summer.session.get(Application, held.case_id)
        assert case
        summer.invoice([case])
        summer.overdue(case)
        offer = summer.offers()[0]
        offer_id, student = offer.case_id, offer.student_id
    path = f"/registration/my/offers/{offer_id}"
    assert "Accept the seat" in page(door, path, student)
    assert "A seat is offered to you" in page(door, "/registration/my/", student)
    assert "goes to the next" in page(door, f"{path}/decline", student)
    answer = door.client.post(f"{path}/accept")
    assert answer.status_code == 303
    assert "Seat held" in door.client.get(answer.location).text
    for answered_again in ("accept", "decline"):
        refused = door.client.post(f"{path}/{answered_again}")
        assert refused.status_code == 409
        assert "<h1>" in refused.text
    assert "Seat held" in door.client.get(answer.location).text
    line = page(door, f"/registration/sections/{door.section_id}/line", uuid4(), "specialist")
    assert "1 row" in line


def test_an_adviser_sees_his_own_students_and_no_others(door: Door) -> None:
    door.apply(door.students[0])
    with door.db.read() as session:
        adviser = session.scalar(select(Group.adviser_id).join(Student).where(Student.student_id == door.students[0]))
    assert adviser
    assert "Received" in page(door, "/registration/advising", adviser, "adviser")
    assert "None of your students" in page(door, "/registration/advising", uuid4(), "adviser")


def test_a_dean_sees_who_of_his_faculty_has_not_applied_and_nobody_elses(door: Door) -> None:
    with door.db.transaction() as session:
        faculty = session.get_one(Student, door.students[0]).faculty_id
    for scope, seen in ((faculty, True), (uuid4(), False)):
        sign_in(door.client, uuid4(), roles=(f"dean:faculty:{scope}",), language="en")
        html = door.client.get("/registration/advising").text
        assert ("/registration/advising/debts/" in html) is seen


def test_a_stranger_finds_neither_case_nor_offer(door: Door) -> None:
    case_id = door.apply(door.students[0]).json["case_id"]
    door.enter(door.students[1])
    assert door.client.get(f"/registration/cases/{case_id}").status_code == 404
    assert door.client.get(f"/registration/my/offers/{uuid4()}").status_code == 404
