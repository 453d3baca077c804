"""The chairman's screen for moving a date, its register, and the same in the API (R13.1)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from shared.identity.testing import sign_in
from tests.apps import app_of
from tests.databases import Bound
from tests.registration.campus import with_role
from tests.workflows.office import Office
from tests.workflows.test_dates_move import working
from tests.workflows.test_summer_way import opened


@pytest.fixture
def office(undone_databases: Bound) -> Office:
    return opened(undone_databases, capacity=3, number=2)[0]


def as_(office: Office, role: str) -> FlaskClient:
    client = app_of("registration").test_client()
    actor = with_role(role)
    sign_in(client, actor.person_id, roles=actor.roles, name=actor.name, language="en")
    return client


def term_of(office: Office) -> UUID:
    return office.section.term_id


def test_the_chairman_sees_what_moves_and_whom_it_concerns_and_acts(office: Office) -> None:
    page, client = f"/registration/terms/{term_of(office)}/move-date", as_(office, "chairman")
    assert page in client.get(f"/registration/terms/{term_of(office)}").text
    wish = {"name": "due_on", "day": working(office, office.dates.due_on, 1), "why": "the bank was closed"}
    assert "Latest due date" in client.get(page).text
    earlier = client.post(page, data={**wish, "day": office.dates.due_on - timedelta(days=1)}).text
    assert "a published date moves only later" in earlier
    assert "Choose a later day." in earlier
    assert "the bank was closed" in earlier, "what was typed is kept"
    assert client.post(page, data={**wish, "why": ""}).status_code == 422
    seen = client.post(page, data={**wish, "along": "y"}).text
    assert "10.06.2026 → 11.06.2026" in seen
    assert "Students concerned" in seen
    assert office.dates.version_no == 1, "nothing is done before he has seen it"
    assert client.post(f"{page}/act", data={**wish, "along": "y"}).status_code == 303
    assert office.dates.version_no == 2
    register = as_(office, "auditor").get("/registration/date-moves").text
    assert "the bank was closed" in register
    assert "Last offers and choices" in register
    assert as_(office, "auditor").get(page).status_code == 403


def test_the_api_previews_moves_and_lists_the_same(office: Office) -> None:
    address, client = "/registration/api/v1/date-moves/", as_(office, "chairman")
    day = working(office, office.dates.starts_on, 2).isoformat()
    wish = {"term_id": str(term_of(office)), "name": "starts_on", "day": day, "along": True}
    seen = client.post(f"{address}preview", json=wish).get_json()
    assert {one["name"] for one in seen["moved"]} >= {"starts_on", "attestations_on", "exams_from", "sheets_due_at"}
    assert seen["concerned"] == {"students": 2, "sections": 1, "seats": 0, "offers": 0}
    assert client.post(address, json={**wish, "why": "a flood"}).status_code == 201
    again = client.post(address, json={**wish, "why": "a flood"})
    assert (again.status_code, again.get_json()["reasons"][0]["code"]) == (409, "date_moves_only_later")
    listed = client.get(address).get_json()
    rows = listed["items"] if isinstance(listed, dict) else listed
    assert [row["why"] for row in rows] == ["a flood"]
