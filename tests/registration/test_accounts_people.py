"""Who is let in, and as what: the screens of chairman and administrator (R1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from services.registration.db import db
from services.registration.models.accounts import RoleGrant
from services.registration.queries.accounts import roles_on
from shared.identity import Held, Role
from shared.identity.testing import sign_in
from shared.messaging.tables import outbox
from tests.apps import app_of
from tests.databases import Bound
from tests.registration.test_accounts import PASSWORD, person

DAY = date(2026, 5, 4)


@pytest.fixture
def chairman(undone_databases: Bound) -> Iterator[FlaskClient]:
    """The chairman's browser."""
    assert undone_databases
    with app_of("registration").test_client() as client:
        with db.transaction() as session:
            sign_in(client, person(session, "Төраға"), roles=("chairman",))
        yield client


@pytest.fixture
def dana(chairman: FlaskClient) -> UUID:
    """Somebody of the registers with an e-mail address."""
    assert chairman
    with db.transaction() as session:
        return person(session, email="dana@tirkeu.example")


def roles(person_id: UUID) -> tuple[Held, ...]:
    """What a person holds on the day of these tests."""
    with db.read() as session:
        return roles_on(session, person_id, DAY)


def test_people_are_found_and_their_card_opens(chairman: FlaskClient, dana: UUID) -> None:
    assert str(dana) in chairman.get("/registration/people?people-q=алипова").text
    assert chairman.get(f"/registration/people/{dana}").status_code == 200
    assert chairman.get(f"/registration/people/{uuid4()}").status_code == 404


def test_an_invitation_is_told_by_mail_and_its_address_lets_the_person_in(chairman: FlaskClient, dana: UUID) -> None:
    assert chairman.get(f"/registration/people/{dana}/invite").status_code == 200
    shown = chairman.post(f"/registration/people/{dana}/invite").text
    found = re.search(r"<code>http://localhost:8000(/registration/invitation/[^<]+)</code>", shown)
    assert found is not None
    with db.read() as session:
        assert session.scalar(select(func.count()).where(outbox.c.hearer == "notifications")) == 1
    guest = chairman.application.test_client()
    assert guest.post(found[1], data={"password": PASSWORD, "again": PASSWORD}).status_code == 303


def test_a_role_is_given_with_a_reason_and_ended_with_one(chairman: FlaskClient, dana: UUID) -> None:
    form = {"role": "finance", "faculty": "", "since": "2026-05-01", "reason": "order 17"}
    assert chairman.post(f"/registration/people/{dana}/roles/new", data=form | {"reason": ""}).status_code == 422
    assert chairman.post(f"/registration/people/{dana}/roles/new", data=form).status_code == 303
    assert roles(dana) == (Held(Role.FINANCE),)
    with db.read() as session:
        grant_id = session.scalars(select(RoleGrant.grant_id)).one()
    address = f"/registration/people/{dana}/roles/{grant_id}/end"
    assert chairman.get(address).status_code == 200
    assert chairman.post(address, data={"last_day": "03.05.2026", "reason": "left"}).status_code == 303
    assert roles(dana) == ()


def test_nobody_finds_a_way_to_give_himself_a_role(chairman: FlaskClient, dana: UUID) -> None:
    sign_in(chairman, dana, roles=("chairman",))
    assert "/roles/new" not in chairman.get(f"/registration/people/{dana}").text
    form = {"role": "finance", "faculty": "", "since": "2026-05-01", "reason": "order 17"}
    assert chairman.post(f"/registration/people/{dana}/roles/new", data=form).status_code == 409
    assert roles(dana) == ()


@pytest.mark.parametrize("role", ["student", "teacher", "specialist", "finance", "auditor"])
def test_others_give_no_roles(chairman: FlaskClient, dana: UUID, role: str) -> None:
    sign_in(chairman, uuid4(), roles=(role,))
    assert chairman.get(f"/registration/people/{dana}/roles/new").status_code == 403
