"""The chairman's screen of held deadlines, and its register (R13.1)."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from services.registration.cli import group
from services.registration.usecases import held_deadlines
from shared.clock import at
from shared.contracts.registration import NoteHeldDeadlines
from shared.identity.testing import sign_in
from tests.apps import app_of
from tests.databases import Bound
from tests.registration.campus import MAY_20, office_ready, with_role

SINCE, UNTIL = at(MAY_20, 9), at(MAY_20, 12)
ADDRESS = "/registration/held-deadlines"


@pytest.fixture
def client(undone_databases: Bound) -> FlaskClient:
    with undone_databases.registration.transaction() as session:
        office_ready(session)
        for version, number in ((2, 3), (1, 9)):
            told = NoteHeldDeadlines("billing", version, ("due_date_passed",), (number,), (SINCE,), (UNTIL,))
            held_deadlines.keep(session, [told])
    return app_of("registration").test_client()


def as_(client: FlaskClient, role: str) -> FlaskClient:
    actor = with_role(role)
    sign_in(client, actor.person_id, roles=actor.roles, name=actor.name, language="en")
    return client


def test_the_chairman_releases_with_a_reason_and_the_auditor_reads_it(client: FlaskClient) -> None:
    page = as_(client, "chairman").get(ADDRESS).text
    assert "Due date of an invoice" in page
    one = f"{ADDRESS}/billing/due_date_passed"
    assert one in page
    assert "They act at once" in client.get(one).text
    assert client.post(one, data={"why": ""}).status_code == 422
    assert client.post(one, data={"why": "the bank was open all day"}).status_code == 303
    assert client.post(one, data={"why": "again"}).status_code in (404, 409)
    read = as_(client, "auditor").get(ADDRESS).text
    assert "the bank was open all day" in read
    assert "Nothing waits" in read
    assert client.post(one, data={"why": "as an auditor"}).status_code == 403


def test_the_api_tells_and_releases_the_same(client: FlaskClient) -> None:
    address = "/registration/api/v1/held-deadlines/"
    held = as_(client, "chairman").get(address).get_json()
    assert [(one["service"], one["what"], one["number"]) for one in held] == [("billing", "due_date_passed", 3)]
    body = {"service": "billing", "what": "due_date_passed", "why": "the bank was open"}
    assert client.post(f"{address}releases", json=body).status_code == 201
    again = client.post(f"{address}releases", json=body)
    assert again.status_code == 409
    assert again.get_json()["reasons"][0]["code"] == "nothing_held"


def test_on_the_command_line_they_are_listed_and_released_once(client: FlaskClient) -> None:
    def tirkeu(*words: str) -> Result:
        return CliRunner().invoke(group, ["held-deadlines", *words])

    assert json.loads(tirkeu("--json").stdout) == [
        {
            "service": "billing", "what": "due_date_passed", "number": 3, "since": SINCE.isoformat(),
            "until": UNTIL.isoformat(),
        }
    ]  # fmt: skip
    order = ("release", "billing", "due_date_passed", "--why", "order 17: the bank was open", "--json")
    assert json.loads(tirkeu(*order).stdout)["number"] == 3
    again = tirkeu(*order)
    assert again.exit_code == 1
    assert "nothing_held (R13.1)" in again.stderr
    assert "order 17" in as_(client, "auditor").get(ADDRESS).text
