"""The API of billing: who may see and do what, statements as multipart, two signatures, the payer's view (R14.2)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from services.billing.usecases import records
from shared.clock import at, set_office
from shared.db import Database
from shared.identity.testing import token_for
from shared.records.generated import generated_university
from tests.apps import app_of
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.world import ALIYA, DANA, DAY, DUE

API = "/billing/api/v1"
FINANCE, ACCOUNTANT = uuid4(), uuid4()


@pytest.fixture
def db(web_db: Database) -> Database:
    return web_db


@pytest.fixture
def client(db: Database) -> FlaskClient:
    return app_of("billing").test_client()


def as_(person: UUID, *roles: str, language: str = "en") -> dict[str, str]:
    return {"Authorization": f"Bearer {token_for(person, roles=roles, language=language)}"}


OFFICER, CHIEF, STUDENT = as_(FINANCE, "finance"), as_(ACCOUNTANT, "chief_accountant"), as_(ALIYA, "student")


def send(client: FlaskClient, content: bytes, path: str = "", **headers: str) -> Any:
    data = {"file": (BytesIO(content), "day.txt")}
    return client.post(f"{API}/statements/{path}", data=data, headers={**OFFICER, **headers})


def invoice_of(db: Database, student: UUID = ALIYA) -> tuple[UUID, str, str, bytes]:
    with db.transaction() as session:
        one = world.invoice(session, student)
        return one.invoice_id, one.number, one.code, world.day_file(DAY, "0", world.pays(one))


def test_a_statement_is_previewed_then_loaded_then_known(client: FlaskClient, db: Database) -> None:
    _, number, _, content = invoice_of(db)
    seen = send(client, content, "preview").get_json()
    assert (seen["opening"], seen["received"], seen["closing"]) == ("0.00", "92500.00", "92500.00")
    assert [(line["way"], line["reasons"][0]["params"]["number"]) for line in seen["lines"]] == [("posts", number)]
    assert client.get(f"{API}/statements/", headers=OFFICER).get_json()["total"] == 0
    assert send(client, content).status_code == 201
    again = send(client, content)
    assert (again.status_code, again.get_json()["again"]) == (201, True)
    lines = client.get(f"{API}/statements/{again.get_json()['file_id']}/lines", headers=OFFICER).get_json()
    assert [line["way"] for line in lines["items"]] == ["posts"]


def test_a_file_sent_twice_with_one_key_is_answered_once(client: FlaskClient, db: Database) -> None:
    content = invoice_of(db)[3]
    key = {"Idempotency-Key": "k1"}
    first, second = send(client, content, **key), send(client, content, **key)
    assert (first.status_code, first.get_json()["again"]) == (201, False)
    assert second.get_json() == first.get_json()
    other = world.day_file(DAY + timedelta(days=1), "92500")
    assert send(client, other, **key).status_code == 422


def test_a_bad_statement_is_refused_with_every_reason_in_words(client: FlaskClient) -> None:
    answer = send(client, world.day_file(DAY, "0").replace(b"=0.00\r\n", b"=1.00\r\n", 1))
    assert answer.status_code == 409
    reason = answer.get_json()["reasons"][0]
    assert (reason["code"], reason["rule"]) == ("balance_wrong", "R14.4")
    assert "1.00" in reason["text"]


def test_a_student_sees_his_own_invoices_and_account_only(client: FlaskClient, db: Database) -> None:
    mine, theirs = invoice_of(db)[0], invoice_of(db, DANA)[0]
    items = client.get(f"{API}/invoices/", headers=STUDENT).get_json()["items"]
    assert [item["invoice_id"] for item in items] == [str(mine)]
    assert client.get(f"{API}/invoices/{theirs}", headers=STUDENT).status_code == 403
    assert client.get(f"{API}/accounts/{DANA}", headers=STUDENT).status_code == 403
    assert client.get(f"{API}/accounts/{ALIYA}", headers=STUDENT).get_json()["standing"]["owed"] == "92500.00"
    assert client.get(f"{API}/statements/", headers=STUDENT).status_code == 403
    assert client.get(f"{API}/invoices/").status_code == 401


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_invoice_is_a_paper_in_each_language(client: FlaskClient, db: Database, language: str) -> None:
    with db.transaction() as session:
        records.take(session, generated_university(1, students=30))
    answer = client.get(
        f"{API}/invoices/{invoice_of(db)[0]}/paper.pdf", headers=as_(ALIYA, "student", language=language)
    )
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")


def test_whoever_pays_sees_the_invoice_by_its_code_without_an_account(client: FlaskClient, db: Database) -> None:
    _, number, code, _ = invoice_of(db)
    shown = client.get(f"{API}/payments/{code}").get_json()
    assert (shown["number"], shown["remaining"], shown["status"]) == (number, "92500.00", "open")
    assert not {"course_code", "credits", "iin"} & set(shown)
    for other in (f"{code}x", "%00", "%E2%82%B8"):
        assert client.get(f"{API}/payments/{other}").status_code == 404


def test_prices_are_set_by_finance_and_read_by_all(client: FlaskClient) -> None:
    body = {"ground": "Order 7", "rows": [{"specialty": "6B01", "academic_year": 2025, "price": "19000",
            "valid_from": "2025-09-01"}]}  # fmt: skip
    assert client.post(f"{API}/tariffs/", json=body, headers=STUDENT).status_code == 403
    assert client.post(f"{API}/tariffs/", json=body, headers=OFFICER).status_code == 201
    rows = client.get(f"{API}/tariffs/?specialty=6B01", headers=STUDENT).get_json()["items"]
    assert [(row["price"], row["version_no"]) for row in rows] == [("19000.00", 1)]
    body["rows"][0]["price"] = "0"  # type: ignore[index]
    assert client.post(f"{API}/tariffs/", json=body, headers=OFFICER).get_json()["reasons"][0]["rule"] == "R9.2"


def test_a_refund_goes_through_two_people(client: FlaskClient, db: Database) -> None:
    with db.transaction() as session:
        one = world.invoice(session)
        set_office(session, at(DUE + timedelta(days=1), 9))
        after = DUE + timedelta(days=1)
        world.load(session, DAY, "0", world.pays(one, day=after), until=after)
    waiting = client.get(f"{API}/refunds/?status=open", headers=OFFICER).get_json()["items"]
    path = f"{API}/refunds/{waiting[0]['refund_id']}/signatures"
    assert client.post(path, headers=STUDENT).status_code == 403
    assert client.post(path, headers=OFFICER).get_json()["status"] == "first_signed"
    assert client.post(path, headers=OFFICER).get_json()["reasons"][0]["code"] == "second_person_needed"
    assert client.post(path, headers=CHIEF).get_json()["status"] == "released"
    told = client.get(f"{API}/accounts/tie-out", headers=OFFICER).get_json()
    assert (told["returned_total"], told["statement_total"], told["holds"]) == ("92500.00", "92500.00", True)


def test_a_student_asks_for_his_overpaid_money_or_uses_it(client: FlaskClient, db: Database) -> None:
    with db.transaction() as session:
        one = world.invoice(session)
        world.load(session, DAY, "0", world.pays(one, "192500"))
        other = world.invoice(session).invoice_id
    advance = client.get(f"{API}/advances/", headers=STUDENT).get_json()["items"][0]
    assert advance["left"] == "100000.00"
    used = client.post(f"{API}/invoices/{other}/use-advance", headers=STUDENT).get_json()
    assert (used["status"], used["remaining"]) == ("paid", "0.00")
    asked = client.post(f"{API}/refunds/", json={"advance_id": advance["advance_id"]}, headers=STUDENT)
    assert (asked.status_code, asked.get_json()["amount"]) == (201, "7500.00")
    foreign = client.post(f"{API}/refunds/", json={"advance_id": advance["advance_id"]}, headers=as_(DANA, "student"))
    assert foreign.status_code == 403


def test_the_queue_shows_candidates_and_arrears_are_charged(client: FlaskClient, db: Database) -> None:
    with db.transaction() as session:
        one = world.invoice(session)
        number = one.number
        wrong = one.number[:-1] + str((int(one.number[-1]) + 1) % 10)
        world.load(session, DAY, "0", Op(str(one.amount), f"лето {wrong}"))
    item = client.get(f"{API}/queue/", headers=OFFICER).get_json()["items"][0]
    assert [(c["number"], c["clues"]) for c in item["candidates"]] == [(number, ["number_mistyped", "same_sum"])]
    body = {"student_id": str(ALIYA), "kind": "fees", "amount": "12500.00", "why": "hostel"}
    charged = client.post(f"{API}/arrears/", json=body, headers=OFFICER)
    assert (charged.status_code, charged.get_json()["fees"]) == (201, "12500.00")
