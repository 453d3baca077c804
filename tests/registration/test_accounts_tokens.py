"""A program signs in, works with its token, renews it, and is out when its sign-in is revoked."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.registration.db import db
from services.registration.queries.accounts import live_sign_ins
from services.registration.usecases import accounts, sign_ins
from shared.clock import now
from tests.apps import app_of
from tests.databases import Bound
from tests.registration.test_accounts import PASSWORD, person

TOKENS = "/registration/api/v1/tokens/"
BODY = {"login": "dana", "password": PASSWORD}


@pytest.fixture
def dana(undone_databases: Bound) -> UUID:
    """A person who can sign in."""
    assert undone_databases
    with db.transaction() as session:
        person_id = person(session)
        accounts.give_demo_password(session, {person_id: "dana"}, PASSWORD)
    return person_id


@pytest.fixture
def program(dana: UUID) -> Iterator[FlaskClient]:
    """A program; it keeps no cookies."""
    assert dana
    with app_of("registration").test_client(use_cookies=False) as client:
        yield client


def test_a_program_gets_a_token_and_renews_it(program: FlaskClient) -> None:
    made = program.post(TOKENS, json=BODY)
    assert made.status_code == 201
    assert "Set-Cookie" not in made.headers
    bearer = {"Authorization": f"Bearer {made.json['token']}"}  # type: ignore[index]
    renewed = program.post(f"{TOKENS}renewal", headers=bearer)
    assert renewed.status_code == 201
    assert set(renewed.json) == {"token", "expires_at"}  # type: ignore[arg-type]


def test_a_wrong_password_gets_none_and_is_counted(program: FlaskClient) -> None:
    answer = program.post(TOKENS, json=BODY | {"password": "wrong"})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    for _ in range(4):
        program.post(TOKENS, json=BODY | {"password": "wrong"})
    assert program.post(TOKENS, json=BODY).status_code == 401


def test_a_revoked_sign_in_gets_no_further_token(program: FlaskClient, dana: UUID) -> None:
    token = program.post(TOKENS, json=BODY).json["token"]  # type: ignore[index]
    with db.transaction() as session:
        (row,) = live_sign_ins(session, dana, now(session).real)
        sign_ins.revoke(session, dana, row.session_id)
    assert program.post(f"{TOKENS}renewal", headers={"Authorization": f"Bearer {token}"}).status_code == 401
