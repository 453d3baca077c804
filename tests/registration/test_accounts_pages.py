"""The way in and out in a browser: cookie, renewal, revocation, redirects that stay with us (R1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.registration.app import create_app
from services.registration.db import db
from services.registration.models.accounts import SignIn
from services.registration.usecases import accounts, sign_ins
from shared.identity.testing import sign_in, test_key
from shared.identity.tokens import COOKIE, mint
from shared.web.testing import test_settings
from tests.apps import app_of
from tests.databases import Bound
from tests.registration.test_accounts import PASSWORD, person

FORM = {"login": "dana", "password": PASSWORD}


@pytest.fixture
def dana(undone_databases: Bound) -> UUID:
    """A person who can sign in."""
    with db.transaction() as session:
        person_id = person(session)
        accounts.give_demo_password(session, {person_id: "dana"}, PASSWORD)
    return person_id


@pytest.fixture
def app(dana: UUID) -> Flask:
    """Registration's web process."""
    made = app_of("registration")
    made.testing = True
    return made


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A browser that prefers English."""
    made = app.test_client()
    made.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with made:
        yield made


def live(person_id: UUID) -> list[SignIn]:
    """The sign-ins of a person that were not revoked."""
    with db.read() as session:
        return [row for row in session.query(SignIn).filter_by(person_id=person_id) if row.revoked_at is None]


def test_whoever_signs_in_gets_a_cookie_that_no_script_reads_and_is_sent_where_he_wanted(client: FlaskClient) -> None:
    answer = client.post("/registration/sign-in?next=/billing/invoices", data=FORM)
    assert (answer.status_code, answer.location) == (303, "/billing/invoices")
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith(f"{COOKIE}="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get("/registration/").status_code == 200


@pytest.mark.parametrize(
    "stranger",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/evil", "/billing\r\nX: y"],
)
def test_nobody_is_sent_to_a_strangers_page(client: FlaskClient, stranger: str) -> None:
    answer = client.post("/registration/sign-in", query_string={"next": stranger}, data=FORM)
    assert answer.location == "/registration/"
    assert client.get("/registration/language/ru", query_string={"next": stranger}).location == "/registration/"


def test_a_wrong_password_says_so_keeps_the_login_and_gives_no_cookie(client: FlaskClient) -> None:
    answer = client.post("/registration/sign-in", data=FORM | {"password": "wrong"})
    assert answer.status_code == 409
    assert "The login or the password is wrong." in answer.text
    assert 'value="dana"' in answer.text
    assert client.get_cookie(COOKIE) is None


def test_an_empty_form_names_both_fields(client: FlaskClient) -> None:
    answer = client.post("/registration/sign-in", data={})
    assert answer.status_code == 422
    assert answer.text.count("Fill this in.") >= 2


def test_a_page_sends_a_stranger_to_the_sign_in_and_remembers_where_he_was(client: FlaskClient) -> None:
    answer = client.get("/registration/account?x=1")
    assert answer.status_code == 303
    assert answer.location == "/registration/sign-in?next=%2Fregistration%2Faccount%3Fx%3D1"


def expired(client: FlaskClient, person_id: UUID, session_id: UUID) -> None:
    """Give the browser a token of this sign-in that has run out."""
    past = datetime.now(UTC) - timedelta(hours=1)
    client.set_cookie(COOKIE, mint(test_key(), person_id, "Dana", [], session_id=session_id, real=past))


def started(person_id: UUID) -> UUID:
    """A sign-in that lives."""
    with db.transaction() as session:
        return sign_ins.start(session, person_id, "a test").session_id


def test_a_token_that_ran_out_is_renewed_on_the_way_and_a_form_is_kept(client: FlaskClient, dana: UUID) -> None:
    expired(client, dana, started(dana))
    answer = client.get("/registration/account")
    assert (answer.status_code, answer.location) == (303, "/registration/session/renew?next=%2Fregistration%2Faccount")
    renewed = client.get(answer.location)
    assert (renewed.status_code, renewed.location) == (303, "/registration/account")
    assert client.get("/registration/account").status_code == 200
    expired(client, dana, started(dana))
    answer = client.post("/registration/account/password", data={})
    assert answer.status_code == 307
    assert client.post(answer.location, data={}).status_code == 307


def test_a_revoked_sign_in_is_over_when_its_token_has_run_out(client: FlaskClient, dana: UUID) -> None:
    session_id = started(dana)
    with db.transaction() as session:
        sign_ins.revoke(session, dana, session_id)
    expired(client, dana, session_id)
    answer = client.get(client.get("/registration/account").location)
    assert answer.location == "/registration/sign-in?next=/registration/account"
    assert client.get_cookie(COOKIE) is None


def test_a_token_of_another_key_is_nobodys(client: FlaskClient, dana: UUID) -> None:
    from joserfc.jwk import OKPKey

    client.set_cookie(COOKIE, mint(OKPKey.generate_key("Ed25519"), dana, "Dana", ["chairman"]))
    assert client.get("/registration/account").location.startswith("/registration/sign-in")


def test_whoever_signs_out_is_out_and_his_sign_in_is_not_renewed(client: FlaskClient, dana: UUID) -> None:
    client.post("/registration/sign-in", data=FORM)
    assert len(live(dana)) == 1
    assert client.post("/registration/sign-out").location == "/registration/sign-in"
    assert live(dana) == []
    assert client.get("/registration/").status_code == 303


def test_another_site_cannot_sign_anybody_out(client: FlaskClient, dana: UUID) -> None:
    client.post("/registration/sign-in", data=FORM)
    assert client.post("/registration/sign-out", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert len(live(dana)) == 1


def test_my_account_shows_where_i_am_signed_in_and_ends_another(client: FlaskClient, dana: UUID) -> None:
    other = started(dana)
    client.post("/registration/sign-in", data=FORM)
    assert f"/account/sessions/{other}/end" in client.get("/registration/account").text
    assert client.post(f"/registration/account/sessions/{other}/end").status_code == 303
    assert other not in {row.session_id for row in live(dana)}


def test_an_invitation_lets_a_person_in_with_the_password_he_sets(client: FlaskClient, dana: UUID) -> None:
    with db.transaction() as session:
        guest = person(session, "Жаңа")
        address = accounts.invite(session, [guest], "")[guest]
    assert "Жаңа" in client.get(address).text
    unequal = client.post(address, data={"password": PASSWORD, "again": "else"})
    assert "The two are not the same." in unequal.text
    assert client.post(address, data={"password": PASSWORD, "again": PASSWORD}).location == "/registration/"
    assert client.get("/registration/").status_code == 200
    assert client.get(address).status_code == 404


def test_staff_acts_for_a_student_and_every_page_says_so(client: FlaskClient, app: Flask, dana: UUID) -> None:
    with db.transaction() as session:
        staff = person(session, "Маман")
        accounts.give_demo_password(session, {staff: "staff"}, PASSWORD)
    with db.transaction() as session:
        session_id = sign_ins.start(session, staff, "a test").session_id
    token = mint(test_key(), staff, "Маман", ["specialist"], language="en", session_id=session_id)
    client.set_cookie(COOKIE, token)
    client.set_cookie("tirkeu_language", "en")
    address = f"/registration/account/behalf/{dana}"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"ground": "he is ill", "paper": "17"}).status_code == 303
    assert "acting on behalf of Әліпова Дана" in client.get("/registration/account").text


def test_a_student_may_not_act_for_another(client: FlaskClient, dana: UUID) -> None:
    sign_in(client, uuid4(), roles=("student",))
    assert client.get(f"/registration/account/behalf/{dana}").status_code == 403


def test_the_language_is_chosen_on_the_page_and_stays(client: FlaskClient) -> None:
    answer = client.get("/registration/language/ru?next=/registration/sign-in")
    assert answer.location == "/registration/sign-in"
    page = client.get("/registration/sign-in").text
    assert '<html lang="ru">' in page
    assert "Войти" in page
    assert client.get("/registration/language/xx").status_code == 404


def test_a_form_without_its_secret_is_refused(dana: UUID) -> None:
    strict = create_app(test_settings("registration", csrf=True)).test_client()
    assert strict.post("/registration/sign-in", data=FORM).status_code == 403
    secret = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', strict.get("/registration/sign-in").text)
    assert secret is not None
    assert strict.post("/registration/sign-in", data=FORM | {"csrf_token": secret[1]}).status_code == 303
