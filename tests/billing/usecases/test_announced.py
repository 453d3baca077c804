"""A provider's signed callback keeps a seat and books nothing; its register says if the money came (R14.2, D17)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.announced import is_signed, signature
from services.billing.models import AnnouncedPayment, Invoice, Protection, Provider, StatementLine
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import announced, overdue, providers, registers
from services.billing.usecases.providers import NewProvider
from shared.clock import at, set_office
from shared.db import Database
from shared.identity.testing import sign_in
from shared.identity.tokens import COOKIE
from tests.apps import app_of
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.usecases.test_cash import OTHER, at_the_desk
from tests.billing.usecases.test_registers import BIN, COLUMNS, csv_of, row_of
from tests.billing.world import DUE

SECRET = "between us"
NOW = datetime(2025, 6, 4, 12, tzinfo=UTC)


def test_only_who_knows_the_secret_signs_and_only_just_now() -> None:
    moment, body = str(int(NOW.timestamp())), b'{"amount": "92500.00"}'
    made = signature(SECRET, moment, body)
    assert is_signed(SECRET, moment, body, made.upper(), NOW)
    assert not is_signed(SECRET, moment, body + b" ", made, NOW)
    assert not is_signed("another", moment, body, made, NOW)
    assert not is_signed(SECRET, moment, body, made, NOW + timedelta(minutes=6)), "sent again by somebody"
    assert not is_signed(SECRET, str(int(moment) + 1), body, made, NOW)


def kaspi(session: Session) -> Provider:
    with at_the_desk(OTHER):
        return providers.add(session, NewProvider("Kaspi", BIN, world.DAY, COLUMNS, settles_days=1))


@pytest.fixture
def client(web_db: Database) -> FlaskClient:
    return app_of("billing").test_client()


def calls(client: FlaskClient, provider: UUID, secret: str, **said: str) -> tuple[int, Any]:
    """The provider sends a signed callback."""
    body = json.dumps(said).encode()
    moment = str(int(datetime.now(UTC).timestamp()))
    headers = {"X-Tirkeu-Time": moment, "X-Tirkeu-Signature": signature(secret, moment, body)}
    answer = client.post(
        f"/billing/api/v1/providers/{provider}/callbacks", data=body, headers=headers, content_type="application/json"
    )
    return answer.status_code, answer.json


def test_a_callback_is_taken_once_and_only_from_who_knows_the_secret(client: FlaskClient, web_db: Database) -> None:
    with web_db.transaction() as session:
        one, provider = world.invoice(session), kaspi(session)
        set_office(session, at(DUE, 20))
        provider_id, number, amount = provider.provider_id, one.number, str(one.amount)
    sign_in(client, OTHER, roles=("chief_accountant",), language="en")
    page = client.post(f"/billing/providers/{provider_id}/secret").get_data(as_text=True)
    secret = page.partition("<code>")[2].partition("</code>")[0]
    client.delete_cookie(COOKIE)
    said = {"payment_id": "k1", "number": number, "amount": amount, "paid_at": "2025-06-04T19:00:00+05:00"}
    assert calls(client, provider_id, "guessed", **said)[0] == 401
    status, first = calls(client, provider_id, secret, **said)
    assert (status, first["expected_by"]) == (202, "2025-06-05")
    assert calls(client, provider_id, secret, **said)[1] == first, "the same one is kept once"
    status, refused = calls(client, provider_id, secret, **{**said, "number": "TK25-999999-99"})
    assert (status, refused["reasons"][0]["code"]) == (409, "invoice_unknown")
    sign_in(client, OTHER, roles=("chief_accountant",), language="en")
    assert "awaited" in client.get("/billing/providers/announced").get_data(as_text=True)
    with web_db.transaction() as session:
        assert session.scalars(select(Protection.why)).all() == ["announced"]
        assert tie_out(session).holds, "it books nothing"


def test_a_seat_whose_announced_payment_never_comes_lapses_when_the_statement_is_in(office: Session) -> None:
    one, provider = world.invoice(office), kaspi(office)
    with at_the_desk(OTHER):
        secret = announced.new_secret(office, provider.provider_id)
    set_office(office, at(DUE, 20))
    keep(office, provider, one, secret)
    later = DUE + timedelta(days=1)
    set_office(office, at(later, 10))
    world.load(office, world.DAY, "0", until=DUE)
    overdue.due_dates_passed(office, [one.invoice_id])
    assert one.status == "open", "its line may still come"
    assert [row.state for row in office.execute(announced.listed())] == ["announced_waits"]
    set_office(office, at(later + timedelta(days=1), 10))
    world.load(office, later, "0", until=later)
    assert one.status == "overdue"
    assert [row.state for row in office.execute(announced.listed())] == ["announced_missing"]


def keep(session: Session, provider: Provider, one: Invoice, secret: str) -> AnnouncedPayment:
    moment = str(int(datetime.now(UTC).timestamp()))
    said = announced.Callback("k1", one.number, one.amount, at(DUE, 19))
    signed = announced.Signed(b"x", moment, signature(secret, moment, b"x"))
    return announced.announce(session, provider.provider_id, said, signed)


def test_an_announced_payment_that_the_register_bears_has_come(office: Session) -> None:
    one, provider = world.invoice(office), kaspi(office)
    with at_the_desk(OTHER):
        secret = announced.new_secret(office, provider.provider_id)
    set_office(office, at(DUE, 20))
    keep(office, provider, one, secret)
    later = DUE + timedelta(days=1)
    set_office(office, at(later + timedelta(days=1), 10))
    world.load(office, world.DAY, "0", Op("91575", "Kaspi", payer="Kaspi", payer_id=BIN, day=later), until=later)
    line = office.scalars(select(StatementLine.line_id)).one()
    with at_the_desk(OTHER):
        registers.load(office, line, csv_of(row_of(one, own_id="k1")), "r.csv")
    assert (one.status, one.paid_on) == ("paid", DUE)
    assert [row.state for row in office.execute(announced.listed())] == ["announced_came"]
    assert tie_out(office).holds
