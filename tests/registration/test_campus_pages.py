"""The screens of office, dean and rectorate: what each shows, and one term through them without JavaScript."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.registration.models.campus import Faculty
from services.registration.models.copies import DebtCopy
from services.registration.models.sections import Section
from services.registration.models.terms import Term, TermProposal
from shared.identity import Actor, Held, Role, Scope
from shared.identity.testing import sign_in
from tests.apps import app_of
from tests.databases import Bound
from tests.registration.campus import (
    dean_of,
    faculty_with_debts,
    office_ready,
    price_everything,
    teacher_of,
    university,
    with_role,
)

FACULTY = faculty_with_debts()
START = university().summer_starts_on.isoformat()


@pytest.fixture
def client(undone_databases: Bound) -> FlaskClient:
    with undone_databases.registration.transaction() as session:
        office_ready(session)
    return app_of("registration").test_client()


def as_(client: FlaskClient, actor: Actor, language: str = "en") -> FlaskClient:
    sign_in(client, actor.person_id, roles=actor.roles, name=actor.name, language=language)
    return client


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(f"/registration{address}")
    assert answer.status_code == status, wrong(answer.text)
    return answer.text


def wrong(html: str) -> str:
    """What a page complains of."""
    return (
        re.sub(r"<[^>]+>|\\s+", " ", " ".join(re.findall(r'class="(?:notice|wrong).*?</(?:div|ul)>', html, re.S)))
        or html[-2000:]
    )


def filled(html: str, **typed: str) -> dict[str, str]:
    """The form of a page as a browser would send it, with these values typed in."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        named = re.search(r'name="([^"]+)"', tag)
        if named and ('type="checkbox"' not in tag or "checked" in tag):
            value = re.search(r'value="([^"]*)"', tag)
            found[named.group(1)] = value.group(1) if value else ""
    for select_name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options) or re.search(
            r'<option value="([^"]*)"', options
        )
        found[select_name] = chosen.group(1) if chosen else ""
    return {**found, **typed}


def propose(client: FlaskClient, starts_on: str = START, season: str = "summer") -> None:
    html = page(as_(client, dean_of(FACULTY)), "/proposals/new")
    teacher = str(teacher_of(FACULTY))
    courses = re.findall(r'name="take_([0-9a-f]{32})"', html)
    typed = {"starts_on": starts_on, "season": season}
    for course in courses:
        typed |= {f"take_{course}": "y", f"teacher_{course}": teacher, f"groups_{course}": "1"}
    answer = client.post("/registration/proposals/new", data=filled(html, **typed))
    assert answer.status_code == 303, wrong(answer.text)


def test_a_dean_of_two_faculties_chooses_for_which_he_proposes(client: FlaskClient, undone_databases: Bound) -> None:
    with undone_databases.registration.read() as session:
        other = session.scalars(
            select(Faculty.faculty_id).where(Faculty.faculty_id != FACULTY, Faculty.code != "external").limit(1)
        ).one()
    mine = dean_of(FACULTY)
    both = replace(mine, roles=(*mine.roles, Held(Role.DEAN, Scope.FACULTY, other)))
    html = page(as_(client, both), f"/proposals/new?faculty={FACULTY}")
    assert f"/registration/proposals/new?faculty={other}" in html
    assert 'name="take_' in html
    assert page(client, f"/proposals/new?faculty={other}") != html
    assert as_(client, mine).get(f"/registration/proposals/new?faculty={other}").status_code == 404


def term_of(bound: Bound, season: str = "summer") -> Term:
    with bound.registration.read() as session:
        term = session.scalars(select(Term).where(Term.season == season, Term.dates.has())).one()
        session.expunge_all()
        return term


def test_a_term_goes_through_the_screens_of_dean_rectorate_and_office(
    client: FlaskClient, undone_databases: Bound
) -> None:
    assert "If all came" in page(as_(client, dean_of(FACULTY)), "/debtors")
    propose(client)
    term = term_of(undone_databases)
    assert "Waits for the rectorate" in page(client, "/proposals")
    as_(client, with_role("rectorate"))
    assert f"/registration/agreement/{term.term_id}" in page(client, "/agreement")
    html = page(client, f"/agreement/{term.term_id}")
    answer = client.post(f"/registration/agreement/{term.term_id}", data=filled(html, decision="agree"))
    assert answer.status_code == 303
    as_(client, with_role("chairman"))
    assert "publication by the office" in page(client, "/summer")
    page(client, f"/terms/{term.term_id}/publish")
    assert client.post(f"/registration/terms/{term.term_id}/publish").status_code == 303
    shown = page(client, f"/terms/{term.term_id}")
    assert "Published" in shown
    assert "<svg" in shown
    assert "Where each course stands" in shown
    assert page(client, "/sections").count("Open") >= 1


def test_retakes_need_no_rectorate_the_office_publishes_and_debtors_see_them(
    client: FlaskClient, undone_databases: Bound
) -> None:
    with undone_databases.registration.transaction() as session:
        price_everything(session, 2026)
    assert "No period of retakes" in page(as_(client, with_role("chairman")), "/retakes")
    propose(client, "2026-09-07", "autumn")
    term = term_of(undone_databases, "autumn")
    assert term.status == "agreed"
    shown = page(as_(client, with_role("chairman")), "/retakes")
    assert "2026/2027, autumn term: retakes" in shown
    assert f"/registration/terms/{term.term_id}/publish" in shown
    assert client.post(f"/registration/terms/{term.term_id}/publish").status_code == 303
    with undone_databases.registration.read() as session:
        taught = DebtCopy.course_id.in_(select(Section.course_id).where(Section.term_id == term.term_id))
        debt = session.scalars(select(DebtCopy).where(taught, DebtCopy.status == "open")).first()
    assert debt
    html = page(as_(client, Actor(debt.student_id, "Student", (Held(Role.STUDENT),))), "/my/debts")
    assert "To be removed by" in html
    assert "/registration/my/apply/" in html or "/apply" in html


def test_what_stands_against_publication_is_shown_with_its_rule_and_remedy(
    client: FlaskClient, undone_databases: Bound
) -> None:
    propose(client)
    term = term_of(undone_databases)
    as_(client, with_role("rectorate")).post(f"/registration/agreement/{term.term_id}", data={"decision": "agree"})
    with undone_databases.registration.transaction() as session:
        section = session.scalars(select(Section).where(Section.term_id == term.term_id)).first()
        assert section is not None
        section.teacher_id = None
        section_id = section.section_id
    as_(client, with_role("chairman"))
    answer = client.post(f"/registration/terms/{term.term_id}/publish")
    assert answer.status_code == 409
    assert "has no teacher" in answer.text
    assert "/registration/rules/R8.2" in answer.text
    html = page(client, f"/sections/{section_id}/edit")
    wrong = client.post(
        f"/registration/sections/{section_id}/edit",
        data=filled(html, times="9 25:00-11:00", teacher=str(teacher_of(FACULTY))),
    )
    assert wrong.status_code == 422
    assert "Not understood" in wrong.text
    saved = client.post(
        f"/registration/sections/{section_id}/edit",
        data=filled(html, times="1 09:00-11:30 204", teacher=str(teacher_of(FACULTY))),
    )
    assert saved.status_code == 303
    assert client.post(f"/registration/terms/{term.term_id}/publish").status_code == 303


def test_the_rectorates_no_leaves_the_term_not_held(client: FlaskClient, undone_databases: Bound) -> None:
    propose(client)
    term = term_of(undone_databases)
    data = {"decision": "refuse", "why": "No teachers in July."}
    assert (
        as_(client, with_role("rectorate")).post(f"/registration/agreement/{term.term_id}", data=data).status_code
        == 303
    )
    assert term_of(undone_databases).status == "not_held"
    with undone_databases.registration.read() as session:
        proposal = session.scalars(select(TermProposal)).one()
    assert (proposal.status, proposal.why) == ("refused", "No teachers in July.")


def test_a_proposal_for_a_day_off_is_refused_over_the_form_and_keeps_what_was_typed(client: FlaskClient) -> None:
    html = page(as_(client, dean_of(FACULTY)), "/proposals/new")
    sunday = "2026-06-21"
    answer = client.post("/registration/proposals/new", data=filled(html, starts_on=sunday))
    assert answer.status_code == 409
    assert "falls on a day off" in answer.text
    assert "21.06.2026" in answer.text or sunday in answer.text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_screen_is_there_in_three_languages(client: FlaskClient, language: str) -> None:
    propose(client)
    student = next(
        one
        for one in university().students
        if any(r.letter == "F" and r.student_id == one.id for r in university().registrations)
    )
    as_(client, with_role("chairman"), language)
    for address in (
        "/summer",
        "/retakes",
        "/terms",
        "/sections",
        "/students",
        "/debtors",
        "/proposals",
        "/records",
        f"/students/{student.id}",
    ):
        assert f'lang="{language}"' in page(client, address)
    as_(client, with_role("rectorate"), language)
    page(client, "/agreement")


def test_the_office_sets_a_students_standing_and_the_card_shows_it(client: FlaskClient) -> None:
    student = university().students[0]
    as_(client, with_role("specialist"))
    html = page(client, f"/students/{student.id}/edit")
    data = filled(html, year_of_study="3", status="on_leave")
    answer = client.post(f"/registration/students/{student.id}/edit", data=data)
    assert answer.status_code == 303, wrong(answer.text)
    assert "On academic leave" in page(client, f"/students/{student.id}")
    outside = client.post(f"/registration/students/{student.id}/edit", data=filled(html, year_of_study="9"))
    assert outside.status_code == 422
