"""The queue's acts for other programs: the same acts, the same refusals (R14.2, D4, D17)."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.billing.models import Invoice
from services.billing.usecases import providers
from services.billing.usecases.providers import NewProvider
from shared.db import Database
from shared.identity.testing import token_for
from tests.apps import app_of
from tests.billing.domain.files import Op
from tests.billing.test_queue_pages import invoiced, lines
from tests.billing.usecases.test_registers import BIN, COLUMNS, csv_of, row_of
from tests.billing.usecases.test_waiting_money import came_back_without_its_number
from tests.billing.world import ALIYA, DAY

FINANCE, CHIEF = uuid4(), uuid4()
QUEUE = "/billing/api/v1/queue"


@pytest.fixture
def client(web_db: Database) -> FlaskClient:
    return app_of("billing").test_client()


def post(client: FlaskClient, path: str, person: UUID, role: str, status: int, **sent: Any) -> Any:
    headers = {"Authorization": f"Bearer {token_for(person, roles=(role,))}"}
    answer = client.post(f"{QUEUE}/{path}", headers=headers, **sent)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


def states(db: Database) -> dict[str, str]:
    with db.read() as session:
        return dict(session.execute(select(Invoice.number, Invoice.status)).all())


def test_a_line_is_assigned_reversed_and_returned(client: FlaskClient, web_db: Database) -> None:
    one, _ = invoiced(web_db)
    line, back = lines(web_db, Op("92500", "?", number="1"), Op("5", "?", number="2"))
    parts = [{"recipient": one.number, "amount": "92500.00"}]
    wrong = {"parts": [{"recipient": "nobody", "amount": "1.00"}]}
    refused = post(client, f"{line}/assignments", FINANCE, "finance", 409, json=wrong)
    assert {reason["code"] for reason in refused["reasons"]} == {"recipient_unknown", "parts_do_not_add_up"}
    done = post(client, f"{line}/assignments", FINANCE, "finance", 201, json={"parts": parts})
    assert (done["items"][0]["act"], states(web_db)[one.number]) == ("assign", "paid")
    post(client, f"{line}/reversals", FINANCE, "finance", 201, json={"why": "wrong"})
    assert states(web_db)[one.number] == "open"
    asked = post(client, f"{back}/returns", FINANCE, "finance", 201, json={"why": "not ours"})
    post(client, f"returns/{asked['return_id']}/release", FINANCE, "finance", 409)
    assert post(client, f"returns/{asked['return_id']}/release", CHIEF, "finance", 201)["status"] == "released"
    post(client, f"{line}/assignments", ALIYA, "student", 403, json={"parts": parts})


def test_a_student_chooses_and_a_register_is_loaded(client: FlaskClient, web_db: Database) -> None:
    first, second = invoiced(web_db, ALIYA)
    with web_db.transaction() as session:
        providers.add(session, NewProvider("Kaspi", BIN, DAY, COLUMNS))
    names = f"{first.number} {second.number}"
    mine, lump = lines(
        web_db, Op("100000", names, number="1"), Op("91575", "Платежи", payer_id=BIN, payer="Kaspi", number="2")
    )
    post(client, f"{mine}/choice", ALIYA, "student", 201, json={"invoice_id": str(second.invoice_id)})
    sent = {"data": {"file": (BytesIO(csv_of(row_of(first, DAY))), "r.csv")}}
    assert post(client, f"{lump}/register", FINANCE, "finance", 201, **sent)["commission"] == "925.00"
    assert set(states(web_db).values()) == {"paid"}


def test_a_refund_that_came_back_without_its_number_is_named_by_finance(client: FlaskClient, web_db: Database) -> None:
    with web_db.transaction() as session:
        _, request, line = came_back_without_its_number(session)
        line_id, named = line.line_id, {"refund_id": str(request.refund_id), "why": "the bank's letter 7"}
    post(client, f"{line_id}/sent-back", ALIYA, "student", 403, json=named)
    post(client, f"{line_id}/sent-back", FINANCE, "finance", 404, json={**named, "refund_id": str(uuid4())})
    act = post(client, f"{line_id}/sent-back", FINANCE, "finance", 201, json=named)
    assert (act["act"], act["amount"]) == ("sent_back", "7500.00")
    again = post(client, f"{line_id}/sent-back", CHIEF, "finance", 409, json=named)
    assert [reason["code"] for reason in again["reasons"]] == ["line_already_decided"]
