"""Screens of the office: policies, days off, practice, exceptions, the registers (R1.2, R1.4, R2.1, D24)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.registration.domain.policies import refusals
from services.registration.models.campus import Practice
from services.registration.models.exceptions import ExceptionAct
from services.registration.models.sections import Section
from services.registration.queries.policies import in_force
from services.registration.usecases.policies import DEFAULTS
from services.registration.usecases.sections import open_all
from shared.i18n import texts
from shared.identity.testing import sign_in
from shared.policies import misshapen
from tests.apps import app_of
from tests.databases import Bound
from tests.registration.campus import MAY_20, office_ready, university, with_role
from tests.registration.test_summer_term import decide, propose, the_term

VALUE = {"courses": 3, "credits": 20}
TODAY = MAY_20.isoformat()


@pytest.fixture
def client(tirkeu_databases: Bound) -> FlaskClient:
    with tirkeu_databases.registration.transaction() as session:
        office_ready(session)
    return app_of("registration").test_client()


def as_(client: FlaskClient, role: str, language: str = "en") -> FlaskClient:
    actor = with_role(role)
    sign_in(client, actor.person_id, roles=actor.roles, name=actor.name, language=language)
    return client


def codes(value: dict[str, object], before: dict[str, object], valid_from: date) -> list[str]:
    wrong = misshapen(value, before)
    return [reason.code for reason in refusals("summer_limits", value, wrong, valid_from, MAY_20)]


def test_a_policy_keeps_its_shape_and_is_never_back_dated() -> None:
    assert codes({"courses": 2, "credits": 12}, dict(VALUE), MAY_20) == []
    assert codes({"courses": True, "credits": -1}, dict(VALUE), MAY_20) == ["policy_misshapen"] * 2
    assert codes({**VALUE, "more": 1}, dict(VALUE), MAY_20 - timedelta(days=1)) == [
        "policy_back_dated",
        "policy_misshapen",
    ]


def test_dates_that_could_never_follow_each_other_are_no_policy() -> None:
    shipped = next(default.value for default in DEFAULTS if default.key == "summer_dates")
    crossed = refusals("summer_dates", {**shipped, "close": 15}, (), MAY_20, MAY_20)
    assert "dates_out_of_order" in {reason.code for reason in crossed}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_policy_and_its_numbers_have_their_words(language: str) -> None:
    said = texts("registration")
    keys = {f"policy.{default.key}" for default in DEFAULTS}
    keys |= {f"policy_value.{name}" for default in DEFAULTS for name in default.value}
    assert [key for key in sorted(keys) if not said.has(key) or not said.text(language, key)] == []


def test_the_chairman_sets_a_policy_from_a_day_on_and_others_only_read(
    client: FlaskClient, tirkeu_databases: Bound
) -> None:
    assert "limits of courses and credits" in as_(client, "specialist").get("/registration/policies").text
    address = "/registration/policies/summer_limits"
    typed = {"valid_from": TODAY, "why": "Council of 12 May", "value_courses": "2", "value_credits": "12"}
    assert client.post(address, data={**typed, "sure": "y"}).status_code == 403
    as_(client, "chairman")
    assert client.post(address, data=typed).status_code == 422, "asks first"
    with tirkeu_databases.registration.read() as session:
        assert in_force(session, MAY_20)["summer_limits"].version == 1
    late = client.post(address, data={**typed, "sure": "y", "valid_from": "2026-05-19"})
    assert late.status_code == 409
    assert "not back-dated" in late.text
    assert client.post(address, data={**typed, "sure": "y"}).status_code == 303
    with tirkeu_databases.registration.read() as session:
        assert in_force(session, MAY_20)["summer_limits"].value == {"courses": 2, "credits": 12}
    assert "Council of 12 May" in client.get(address).text


def test_the_office_moves_a_day_off_and_enters_a_practice(client: FlaskClient, tirkeu_databases: Bound) -> None:
    as_(client, "specialist", "ru")
    assert "2026" in client.get("/registration/holidays").text
    day = {"day": "2026-06-13", "kind": "works", "kk": "Ауысты", "ru": "Перенос", "en": "Moved"}
    assert client.post("/registration/holidays/move", data=day).status_code == 303
    assert "Перенос" in client.get("/registration/holidays?year=2026").text
    group = str(university().groups[0].id)
    typed = {"group": group, "kind": "practice", "starts_on": "2026-06-20", "ends_on": "2026-06-10"}
    assert client.post("/registration/practices/new", data=typed).status_code == 409
    assert client.post("/registration/practices/new", data={**typed, "ends_on": "2026-06-30"}).status_code == 303
    with tirkeu_databases.registration.read() as session:
        practice = session.scalars(select(Practice.practice_id)).one()
    assert str(practice) in client.get("/registration/practices").text
    assert client.get(f"/registration/practices/{practice}/remove").status_code == 200
    assert client.post(f"/registration/practices/{practice}/remove").status_code == 303
    api = "/registration/api/v1/practices/"
    days = {"kind": "practice", "starts_on": "2026-06-20", "ends_on": "2026-06-30"}
    assert client.post(api, json={"group_id": group, **days, "ends_on": "2026-06-10"}).status_code == 409
    made = client.post(api, json={"group_id": group, **days}).json
    assert made is not None
    assert client.get(api).json["items"] == [made]  # type: ignore[index]
    assert client.delete(f"{api}{made['practice_id']}").json == made
    assert as_(client, "auditor").get("/registration/acts").status_code == 200


def test_seats_are_asked_for_on_the_sections_page_and_approved_on_the_register(
    client: FlaskClient, tirkeu_databases: Bound
) -> None:
    with tirkeu_databases.registration.transaction() as session:
        term_id = propose(session).term_id
        decide(session, term_id, agreed=True)
        open_all(session, the_term(session))
        section_id = session.scalars(select(Section.section_id).where(Section.term_id == term_id)).first()
    address = f"/registration/sections/{section_id}/more-seats"
    as_(client, "specialist")
    assert client.get(address).status_code == 200
    assert client.post(address, data={"capacity": "1", "reason": "Room 301"}).status_code == 409
    assert client.post(address, data={"capacity": "30", "reason": "Room 301", "document": "memo 7"}).status_code == 303
    with tirkeu_databases.registration.read() as session:
        asked = session.scalars(select(ExceptionAct.exception_id)).one()
    register = f"/registration/exceptions/{asked}"
    assert "Room 301" in client.get("/registration/exceptions?exceptions-q=memo").text
    shown = client.get(register)
    assert (shown.status_code, 'name="decision"' in shown.text) == (200, False)
    as_(client, "chairman", "kk")
    assert client.post(register, data={"decision": "approve"}).status_code == 303
    with tirkeu_databases.registration.read() as session:
        assert session.get_one(Section, section_id).capacity == 30
    assert "Бекітілді" in as_(client, "auditor", "kk").get("/registration/exceptions").text
