"""The books on the screen: bank = books = seats by name, the register for 1C, part, over and double (R14.1, R14.2)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from services.billing.usecases import copies, records
from shared.clock import at, set_office
from shared.contracts.registration import SeatConfirmed
from shared.db import Database
from shared.identity.testing import sign_in
from shared.records.generated import generated_university
from tests.apps import app_of
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.world import ALIYA, DANA, DAY

FINANCE = uuid4()


@pytest.fixture
def client(web_db: Database) -> FlaskClient:
    with web_db.transaction() as session:
        records.take(session, generated_university(1, students=30))
        paid, part = world.invoice(session), world.invoice(session, DANA)
        world.load(session, DAY, "0", world.pays(paid, "100000"), world.pays(part, "5000", number="2"))
        copies.keep_seats(session, [SeatConfirmed(part.case_id, 1, DANA, stands=True)])
    client = app_of("billing").test_client()
    sign_in(client, FINANCE, roles=("finance",), language="en")
    return client


def test_differences_between_books_and_seats_are_named(client: FlaskClient, web_db: Database) -> None:
    page = client.get("/billing/books").text
    unconfirmed, _, unpaid = page.partition("Confirmed, and the invoice is not paid")
    assert "Қожахметова" in unconfirmed
    assert "Ли Дана" in unpaid
    with web_db.transaction() as session:
        case = world.order().case_id
        copies.keep_seats(session, [SeatConfirmed(case, 2, ALIYA, stands=False)])
    assert "Bank, books and seats" in client.get("/billing/books").text
    parts, _, over = client.get("/billing/books/uneven").text.partition("Too much, or twice")
    assert "Ли Дана" in parts
    assert "Қожахметова" in over


def test_the_register_for_1c_names_accounts_student_invoice_and_document(client: FlaskClient) -> None:
    page = client.get("/billing/books/register?since=2025-06-01&until=2025-06-30").text
    assert "1210 – 6010" in page
    assert "Қожахметова Әлия" in page
    file = client.get("/billing/books/register.csv?since=2025-06-01&until=2025-06-30").get_data(as_text=True)
    received = next(line for line in file.splitlines() if "1030" in line and "1210" in line and "92500" in line)
    assert "Қожахметова Әлия" in received
    assert client.get("/billing/books/register.xlsx").data[:2] == b"PK"
    assert client.get("/billing/books/register?since=2020-01-01&until=2020-01-02").status_code == 200


def test_a_payers_card_tells_for_whom_he_paid(client: FlaskClient, web_db: Database) -> None:
    with web_db.transaction() as session:
        one = world.invoice(session, DANA, credits=1, due=DAY)
        after = DAY + timedelta(days=1)
        set_office(session, at(after, 12))
        line = Op("18500", f"оплата {one.number}", True, "9", after, payer="ТОО Алма", payer_id="980540000397")
        world.load(session, after, "105000", line)
    assert "ТОО Алма" in client.get("/billing/payers").text
    card = client.get("/billing/payers?payer=980540000397").text
    assert "Ли Дана" in card
    assert "Қожахметова" not in card
    assert "Seats kept by a receipt" in client.get("/billing/desk").text
