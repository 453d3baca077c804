"""The cash desk on the screen: open, take, give the receipt, a second person, count, report (R14.2)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from services.billing.usecases import records
from shared.clock import at, set_office
from shared.db import Database
from shared.identity.testing import sign_in
from shared.records.generated import generated_university
from tests.apps import app_of
from tests.billing import world
from tests.billing.world import DUE

CASHIER, CHIEF = uuid4(), uuid4()


@pytest.fixture
def client(web_db: Database) -> FlaskClient:
    with web_db.transaction() as session:
        records.take(session, generated_university(1, students=30))
    return app_of("billing").test_client()


def test_a_day_at_the_cash_desk(client: FlaskClient, web_db: Database) -> None:
    with web_db.transaction() as session:
        one, older = world.invoice(session), world.invoice(session, world.DANA)
        set_office(session, at(DUE, 10))
        number, code, older_id = one.number, one.code, older.invoice_id
    sign_in(client, CASHIER, roles=("cashier",), language="en")
    assert "You have no open shift" in client.get("/billing/cash").text
    assert client.get("/billing/cash/close").status_code == 303
    assert client.post("/billing/cash/open").status_code == 303
    found = client.post("/billing/cash/take", data={"number": number.lower().replace("-", " ")})
    paper = client.get(found.headers["Location"]).text
    assert "92500.00" in paper
    said = {"amount": "92500", "payer_name": "Ли Дана", "payer_id": "000101100708"}
    taken = client.post(found.headers["Location"], data=said)
    receipt = taken.headers["Location"]
    assert "Ли Дана" in client.get(receipt).text
    assert client.get(f"{receipt}/receipt.pdf").data[:5] == b"%PDF-"
    wrong = client.post(found.headers["Location"], data={**said, "amount": "1"})
    assert wrong.status_code == 409, "it is paid"
    waits = client.post(
        f"/billing/cash/take/{older_id}",
        data={**said, "received_on": str(DUE - timedelta(days=1)), "why": "the desk had no power"},
    ).headers["Location"]
    assert "waits for a second person" in client.get(waits).text
    assert client.post(f"{waits}/confirm").status_code == 409
    assert client.post("/billing/cash/close", data={"counted": "92500"}).status_code == 409
    assert "Give the money back" in client.get(f"{receipt}/back").text
    assert client.post(f"{receipt}/back", data={"why": ""}).status_code == 422
    sign_in(client, CHIEF, roles=("chief_accountant",), language="ru")
    assert "the desk had no power" in client.get("/billing/cash").text
    assert client.post(f"{waits}/confirm").status_code == 303
    sign_in(client, CASHIER, roles=("cashier",), language="kk")
    closed = client.post("/billing/cash/close", data={"counted": "184900", "why": "100 теңге жетпейді"})
    report = client.get(closed.headers["Location"])
    assert "100 теңге жетпейді" in report.text
    file = client.get(f"{closed.headers['Location']}?receipts-export=xlsx")
    assert file.data[:2] == b"PK"
    anyone = app_of("billing").test_client()
    page = anyone.get(f"/billing/pay/{code}").text
    slip = next(part.split('"')[0] for part in page.split('href="')[1:] if "/receipts/" in part)
    assert anyone.get(slip).data[:5] == b"%PDF-"
    assert anyone.get(slip.replace("TC", "TX")).status_code == 404
