"""The screens of billing: finance previews, loads and signs; the student sees his own, copies and pays."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.billing.app import create_app
from services.billing.models import Advance, RefundRequest, StatementDraft
from services.billing.usecases import records
from shared.clock import at, set_office
from shared.db import Database
from shared.i18n import LANGUAGES, texts
from shared.identity.testing import sign_in
from shared.records.generated import generated_university
from shared.web.testing import test_settings
from tests.apps import app_of
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.world import ALIYA, DANA, DAY, DUE

FINANCE, CHIEF = uuid4(), uuid4()


@pytest.fixture
def db(web_db: Database) -> Database:
    with web_db.transaction() as session:
        records.take(session, generated_university(1, students=30))
    return web_db


@pytest.fixture
def client(db: Database) -> FlaskClient:
    return app_of("billing").test_client()


def as_(client: FlaskClient, person: UUID, role: str, language: str = "en") -> FlaskClient:
    sign_in(client, person, roles=(role,), language=language)
    return client


def seen(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return answer.get_data(as_text=True)


def send(client: FlaskClient, content: bytes) -> str:
    answer = client.post("/billing/statements/new", data={"file": (BytesIO(content), "day.txt")})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_finance_previews_and_loads_a_statement(client: FlaskClient, db: Database) -> None:
    with db.transaction() as session:
        one = world.invoice(session)
        number = one.number
        content = world.day_file(DAY, "10.5", world.pays(one), Op("7", "?", number="2"))
    as_(client, FINANCE, "finance")
    preview = send(client, content)
    page = seen(client, preview)
    assert "92,517.50" in page
    assert f"the purpose names invoice {number} (R14.2)" in page
    loaded = client.post(f"{preview}/load")
    assert loaded.status_code == 303
    assert "income that is not identified (R14.2)" in seen(client, loaded.headers["Location"])
    assert "day.txt" in seen(client, "/billing/statements")
    with db.read() as session:
        assert session.scalars(select(StatementDraft)).all() == []


def test_a_bad_file_is_explained_and_cannot_be_loaded(client: FlaskClient, db: Database) -> None:
    as_(client, FINANCE, "finance")
    preview = send(client, world.day_file(DAY, "0").replace(b"=0.00\r\n", b"=1.00\r\n", 1))
    assert "The balance does not come out" in seen(client, preview)
    assert "Load this statement" not in seen(client, preview)
    assert client.post(f"{preview}/load").headers["Location"].endswith(preview)
    wrong = client.post("/billing/statements/new", data={"file": (BytesIO(b"x"), "day.pdf")})
    assert wrong.status_code == 422


def busy(db: Database) -> dict[str, UUID]:
    with db.transaction() as session:
        late, over = world.invoice(session), world.invoice(session, world.DANA)
        set_office(session, at(DUE + timedelta(days=1), 9))
        after = DUE + timedelta(days=1)
        ops = [world.pays(late, day=after), world.pays(over, "100000", number="2"), Op("9", "?", number="3")]
        world.load(session, DAY, "0", *ops, until=after)
        open_one = world.invoice(session, world.DANA, credits=3, due=after + timedelta(days=5))
        refund = session.scalars(select(RefundRequest)).one()
        advance = session.scalars(select(Advance).where(Advance.why == "overpaid")).one()
        return {
            "late": late.invoice_id,
            "open": open_one.invoice_id,
            "refund": refund.refund_id,
            "adv": advance.advance_id,
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_of_finance_opens_in_each_language(client: FlaskClient, db: Database, language: str) -> None:
    ids = busy(db)
    as_(client, FINANCE, "finance", language)
    for path in ("desk", "statements", "statements/new", "queue", "tariffs", "tariffs/new", "refunds", "advances",
                 "invoices", f"invoices/{ids['open']}", f"accounts/{ALIYA}", f"refunds/{ids['refund']}"):  # fmt: skip
        seen(client, f"/billing/{path}")
    assert client.get("/billing/invoices?invoices-export=csv").mimetype == "text/csv"


def test_two_people_sign_a_refund_and_one_alone_does_not(client: FlaskClient, db: Database) -> None:
    path = f"/billing/refunds/{busy(db)['refund']}"
    as_(client, FINANCE, "finance")
    assert "the first signature" in seen(client, path)
    assert client.post(f"{path}/sign").status_code == 303
    again = client.post(f"{path}/sign")
    assert again.status_code == 409
    assert "another person" in again.get_data(as_text=True)
    as_(client, CHIEF, "chief_accountant")
    assert "the second signature" in seen(client, path)
    assert client.post(f"{path}/sign").status_code == 303
    with db.read() as session:
        assert session.scalars(select(RefundRequest)).one().status == "released"


def test_a_student_sees_the_arithmetic_the_words_to_copy_and_the_code(client: FlaskClient, db: Database) -> None:
    ids = busy(db)
    as_(client, DANA, "student", "ru")
    page = seen(client, f"/billing/invoices/{ids['open']}")
    assert "3 кредита × 18 500,00 ₸" in page.replace("\xa0", " ")
    assert "Ли Дана" in page
    assert client.get(f"/billing/invoices/{ids['open']}/qr.png").data[:4] == b"\x89PNG"
    assert client.get(f"/billing/invoices/{ids['open']}/invoice.pdf").data[:5] == b"%PDF-"
    seen(client, f"/billing/invoices/{ids['late']}", 403)
    assert "Оплатить авансом" in seen(client, "/billing/account")
    seen(client, "/billing/desk", 403)


def test_a_student_uses_his_advance_or_asks_for_it(client: FlaskClient, db: Database) -> None:
    ids = busy(db)
    as_(client, DANA, "student")
    assert client.post(f"/billing/account/invoices/{ids['open']}/use-advance").status_code == 303
    assert "7,500.00" in seen(client, "/billing/account")
    assert client.post(f"/billing/account/advances/{ids['adv']}/refund").status_code == 409
    as_(client, ALIYA, "student")
    assert client.post(f"/billing/account/advances/{ids['adv']}/refund").status_code == 403


def test_whoever_pays_sees_the_page_of_the_code_without_an_account(client: FlaskClient, db: Database) -> None:
    with db.transaction() as session:
        code = world.invoice(session).code
    page = seen(client, f"/billing/pay/{code}")
    assert "Қожахметова Әлия" in page
    assert "KZ86125KZT5004100100" in page
    assert "MAT1201" not in page
    assert client.get(f"/billing/pay/{code}/qr.png").data[:4] == b"\x89PNG"
    seen(client, "/billing/pay/nobody", 404)


def test_a_price_is_set_in_a_form_that_says_what_is_wrong(client: FlaskClient) -> None:
    as_(client, FINANCE, "finance")
    form = {"specialty": "6B09", "academic_year": "2025", "price": "0", "valid_from": "2025-09-01", "ground": "Order 1"}
    assert client.post("/billing/tariffs/new", data=form).status_code == 409
    assert client.post("/billing/tariffs/new", data={**form, "price": "x"}).status_code == 422
    assert client.post("/billing/tariffs/new", data={**form, "price": "19000,50"}).status_code == 303
    assert "19,000.50" in seen(client, "/billing/tariffs?tariffs-q=6b09")


def test_every_reason_of_the_domain_has_its_words() -> None:
    root = Path(__file__).resolve().parents[2] / "services" / "billing"
    code = re.compile(
        r"""(?:Reason|_reason|\.problem|_problem|_doubt|_cleared)\(\s*(?:[a-z_. ]+, )*["']([a-z_]+)["']"""
    )
    found = {name for path in root.rglob("*.py") for name in code.findall(path.read_text("utf-8"))}
    missing = [name for name in sorted(found) if not texts("billing").has(f"reason.{name}")]
    assert missing == []
    assert len(found) > 40


def test_nobody_tries_the_codes_of_the_payers_page_one_after_the_other(db: Database) -> None:
    client = create_app(replace(test_settings("billing"), csrf=True)).test_client()
    answers = [client.get(f"/billing/pay/guess{nth}").status_code for nth in range(61)]
    assert set(answers[:60]) == {404}
    assert answers[60] == 429
