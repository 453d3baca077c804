"""The cash desk and 'I have paid' for other programs: the same acts, the same refusals (R14.2, R8.4, D16, D19)."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from services.billing.models import Invoice
from shared.clock import at, set_office
from shared.db import Database
from shared.identity.testing import token_for
from tests.apps import app_of
from tests.billing import world
from tests.billing.usecases.test_registers import BIN
from tests.billing.world import ALIYA, DANA, DAY, DUE

CASHIER, FINANCE = uuid4(), uuid4()
API = "/billing/api/v1"
CASH, DECLARED = f"{API}/cash", f"{API}/declared"


@pytest.fixture
def client(web_db: Database) -> FlaskClient:
    return app_of("billing").test_client()


def ask(client: FlaskClient, address: str, person: UUID, role: str, status: int = 200, body: Any = None) -> Any:
    """GET, or POST what is given; ``...`` posts nothing."""
    headers = {"Authorization": f"Bearer {token_for(person, roles=(role,))}"}
    if body is None:
        answer = client.get(address, headers=headers)
    else:
        answer = client.post(address, headers=headers, json=None if body is ... else body)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


def invoiced(db: Database, student: UUID = ALIYA) -> Invoice:
    with db.transaction() as session:
        set_office(session, at(DUE, 10))
        one = world.invoice(session, student)
        session.expunge(one)
    return one


def cashier(client: FlaskClient, path: str, status: int, body: Any = ...) -> Any:
    return ask(client, f"{CASH}/{path}", CASHIER, "cashier", status, body)


def test_a_shift_takes_gives_back_waits_for_a_second_and_is_counted(client: FlaskClient, web_db: Database) -> None:
    first, older = invoiced(web_db), invoiced(web_db, DANA)
    paid = {"invoice_id": str(first.invoice_id), "amount": "92500.00", "payer_name": "Ли Дана"}
    assert cashier(client, "receipts", 409, paid)["reasons"][0]["code"] == "no_open_shift"
    cashier(client, "shifts", 201)
    cashier(client, "shifts", 409)
    taken = cashier(client, "receipts", 201, paid)
    assert (taken["status"], taken["received_on"]) == ("posted", str(DUE))
    before = {**paid, "invoice_id": str(older.invoice_id), "received_on": str(DUE - timedelta(days=1))}
    assert cashier(client, "receipts", 409, before)["reasons"][0]["code"] == "ground_missing"
    waits = cashier(client, "receipts", 201, {**before, "why": "no power"})
    decision = f"{CASH}/receipts/{waits['receipt_id']}/decision"
    assert ask(client, decision, CASHIER, "cashier", 409, {"confirm": True})["reasons"][0]["rule"] == "R14.2"
    assert ask(client, decision, FINANCE, "finance", 200, {"confirm": True})["status"] == "posted"
    counter = cashier(client, f"receipts/{taken['receipt_id']}/back", 201, {"why": "wrong invoice"})
    assert (counter["is_counter"], counter["status"]) == (True, "posted")
    listed = ask(client, f"{CASH}/receipts?shift_id={taken['shift_id']}", CASHIER, "cashier")["items"]
    assert sorted(row["signed"] for row in listed) == ["-92500.00", "92500.00", "92500.00"]
    assert cashier(client, "shifts/close", 409, {"counted": "1.00"})["reasons"][0]["code"] == "difference_unnamed"
    closed = cashier(client, "shifts/close", 200, {"counted": "92500.00"})
    assert (closed["box"], closed["counted"]) == ("92500.00", "92500.00")
    assert ask(client, f"{CASH}/shifts", FINANCE, "finance")["total"] == 1
    ask(client, f"{CASH}/shifts", ALIYA, "student", 403)


def test_a_receipt_is_sent_and_held_false_until_it_is_lifted(client: FlaskClient, web_db: Database) -> None:
    one = invoiced(web_db)
    said = {
        "invoice_id": str(one.invoice_id), "amount": "92500.00", "paid_on": str(DUE), "bank": "Halyk",
        "document": "4711", "content": b64encode(b"%PDF-1.7").decode(),
    }  # fmt: skip
    ask(client, f"{DECLARED}/", ALIYA, "student", 422, {**said, "content": "%PDF"})
    assert ask(client, f"{DECLARED}/", DANA, "student", 404, said), "another's invoice"
    sent = ask(client, f"{DECLARED}/", ALIYA, "student", 201, said)
    assert (sent["status"], sent["expected_by"]) == ("waits", str(DUE))
    assert ask(client, f"{DECLARED}/", ALIYA, "student", 409, said)["reasons"][0]["code"] == "receipt_is_waiting"
    assert ask(client, f"{DECLARED}/", DANA, "student")["total"] == 0
    address = f"{DECLARED}/{sent['declaration_id']}"
    ask(client, address, DANA, "student", 403)
    with web_db.transaction() as session:
        set_office(session, at(DUE + timedelta(days=1), 10))
        world.load(session, DAY, "0", until=DUE)
    assert ask(client, f"{DECLARED}/?status=false", FINANCE, "finance")["total"] == 1
    ask(client, f"{address}/lift", ALIYA, "student", 403, {"why": "please"})
    assert ask(client, f"{address}/lift", FINANCE, "finance", 200, {"why": "the bank was wrong"})["status"] == "lifted"
    assert ask(client, address, ALIYA, "student")["status"] == "lifted"


def test_books_and_providers_are_read_and_kept(client: FlaskClient, web_db: Database) -> None:
    one = invoiced(web_db)
    cashier(client, "shifts", 201)
    cashier(client, "receipts", 201, {"invoice_id": str(one.invoice_id), "amount": "92500.00", "payer_name": "Ли Дана"})
    seats = ask(client, f"{API}/books/seats", FINANCE, "finance")
    assert (seats["holds"], [row["number"] for row in seats["unconfirmed"]]) == (False, [one.number])
    register = ask(client, f"{API}/books/register?until={DUE}", FINANCE, "finance")
    assert [row["amount"] for row in register["turnover"]] == ["92500.00"] * len(register["turnover"])
    assert register["items"][-1]["invoice"] == one.number
    ask(client, f"{API}/books/register", CASHIER, "cashier", 403)
    columns = {"paid_on": "Дата", "gross": "Сумма", "own_id": "ID"}
    kaspi = {"name": "Kaspi", "bin": "000000000001", "valid_from": str(DAY), "columns": columns}
    assert (
        ask(client, f"{API}/providers/", FINANCE, "chief_accountant", 409, kaspi)["reasons"][0]["code"] == "bin_wrong"
    )
    made = ask(client, f"{API}/providers/", FINANCE, "chief_accountant", 201, {**kaspi, "bin": BIN})
    end = f"{API}/providers/{made['provider_id']}/end"
    ask(client, end, FINANCE, "chief_accountant", 409, {"until": str(DAY - timedelta(days=1))})
    assert ask(client, end, FINANCE, "chief_accountant", 200, {"until": str(DUE)})["valid_until"] == str(DUE)
