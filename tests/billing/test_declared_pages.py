"""'I have paid' on the screen: a receipt is sent, finance and office see it, a hold is lifted (R8.4)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
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
from tests.billing.world import ALIYA, DANA, DAY, DUE

FINANCE, OFFICE = uuid4(), uuid4()


@pytest.fixture
def client(web_db: Database) -> FlaskClient:
    with web_db.transaction() as session:
        records.take(session, generated_university(1, students=30))
    return app_of("billing").test_client()


def test_from_the_receipt_to_the_hold_and_its_end(client: FlaskClient, web_db: Database) -> None:
    with web_db.transaction() as session:
        invoice_id = world.invoice(session).invoice_id
        set_office(session, at(DUE, 12))
    page, address = f"/billing/invoices/{invoice_id}", f"/billing/declared/invoices/{invoice_id}"
    said = {"amount": "92500", "paid_on": str(DUE), "bank": "Halyk", "document": "4711"}
    sign_in(client, ALIYA, roles=("student",), language="en")
    assert "I have paid" in client.get(page).text
    wrong = client.post(address, data={**said, "file": (BytesIO(b"MZ..."), "receipt.pdf")})
    assert wrong.status_code == 409
    assert "no PDF, JPEG or PNG" in wrong.text
    assert client.post(address, data={**said, "file": (BytesIO(b"%PDF-1.7"), "receipt.pdf")}).status_code == 303
    assert "Waiting for the bank&#39;s statement of 4 Jun 2025." in client.get(page).text
    assert client.get("/billing/declared").status_code == 403
    sign_in(client, DANA, roles=("student",), language="en")
    assert client.get(address).status_code == 403
    sign_in(client, OFFICE, roles=("specialist",), language="kk")
    seen = client.get("/billing/declared").text
    assert "Түбіртекпен сақталған орындар" in seen
    file = next(part.split('"')[0] for part in seen.split('href="')[1:] if part.split('"')[0].endswith("/file"))
    assert client.get(file).data == b"%PDF-1.7"
    sign_in(client, DANA, roles=("student",), language="en")
    assert client.get(file).status_code == 403
    with web_db.transaction() as session:
        set_office(session, at(DUE + timedelta(days=1), 10))
        world.load(session, DAY, "0", until=DUE)
    sign_in(client, FINANCE, roles=("finance",), language="ru")
    seen = client.get("/billing/declared").text
    assert "Квитанции без денег" in seen
    lift = next(part.split('"')[0] for part in seen.split('href="')[1:] if part.split('"')[0].endswith("/lift"))
    assert "4711" in client.get(lift).text
    assert client.post(lift, data={"why": "банк подтвердил свою ошибку"}).status_code == 303
    assert client.post(lift, data={"why": "ещё раз"}).status_code == 409


def test_a_receipt_sent_after_the_seat_has_lapsed_is_late_and_what_was_typed_is_kept(
    client: FlaskClient, web_db: Database
) -> None:
    """D25: the form was open before; what was typed is there for the question that follows."""
    with web_db.transaction() as session:
        address = f"/billing/declared/invoices/{world.invoice(session).invoice_id}"
    sign_in(client, ALIYA, roles=("student",), language="en")
    assert client.get(address).status_code == 200
    with web_db.transaction() as session:
        set_office(session, at(DUE + timedelta(days=1), 10))
        world.load(session, DAY, "0", until=DUE)
    said = {"amount": "92500", "paid_on": str(DUE), "bank": "Halyk Astana", "document": "4711"}
    late = client.post(address, data={**said, "file": (BytesIO(b"%PDF-1.7"), "receipt.pdf")})
    assert late.status_code == 409
    assert "R8.4" in late.text
    for typed in ("Halyk Astana", "4711", str(DUE)):
        assert f'value="{typed}"' in late.text
