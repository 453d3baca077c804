"""The screens of the queue, of providers and of rules, each walked once; the student chooses on his account."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.billing.models import ClassRuleRow, Invoice, LineAct, LineReturn, Provider, StatementLine
from shared.db import Database
from shared.i18n import LANGUAGES
from shared.identity.testing import sign_in
from tests.apps import app_of
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.usecases.test_registers import BIN, csv_of, row_of
from tests.billing.world import ALIYA, DANA, DAY

FINANCE, CHIEF = uuid4(), uuid4()


@pytest.fixture
def client(web_db: Database) -> FlaskClient:
    return app_of("billing").test_client()


def as_(client: FlaskClient, person: UUID, role: str, language: str = "en") -> FlaskClient:
    sign_in(client, person, roles=(role,), language=language)
    return client


def seen(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return answer.get_data(as_text=True)


def sent(client: FlaskClient, path: str, status: int = 303, **data: object) -> str:
    answer = client.post(path, data=data)
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return answer.get_data(as_text=True) if status != 303 else str(answer.headers["Location"])


def lines(db: Database, *ops: Op) -> list[UUID]:
    with db.transaction() as session:
        world.load(session, DAY, "0", *ops)
        return list(session.scalars(select(StatementLine.line_id).order_by(StatementLine.number)))


def invoiced(db: Database, other: UUID = DANA) -> tuple[Invoice, Invoice]:
    with db.transaction() as session:
        made = world.invoice(session), world.invoice(session, other, credits=3)
        session.flush()
        for one in made:
            session.refresh(one)
        session.expunge_all()
        return made


def test_finance_assigns_splits_returns_classes_and_reverses(client: FlaskClient, web_db: Database) -> None:
    one, other = invoiced(web_db)
    wanted, parts, back, rent = lines(
        web_db, Op("92500", "лето Кожахметова", number="1"), Op("55600", "?", number="2"), Op("7", "??", number="3"),
        Op("8", "???", number="4"),
    )  # fmt: skip
    as_(client, FINANCE, "finance")
    page = seen(client, "/billing/queue?show=seats&waiting-q=лето")
    assert "Seats wait for them (1)" in page
    assert "92,500.00" in page
    assert "the same surname" in seen(client, f"/billing/queue/{wanted}")
    assert "Қожахметова" in seen(client, f"/billing/queue/{wanted}/assign/{one.invoice_id}")
    sent(client, f"/billing/queue/{wanted}/assign/{one.invoice_id}")
    assert "somebody was first" in sent(client, f"/billing/queue/{wanted}/assign/{one.invoice_id}", 409)
    bad = sent(client, f"/billing/queue/{parts}/split", 409, parts=f"{other.number} 1\nTK25-1 5")
    assert "TK25-1" in bad, "what was typed is kept"
    assert "55598" in bad or "55594" in bad
    sent(client, f"/billing/queue/{parts}/split", parts=f"{other.number} 55 500,00\nS1 100", why="two in one")
    sent(client, f"/billing/queue/{back}/return", why="not ours")
    with web_db.read() as session:
        number = session.scalars(select(LineReturn.return_id)).one()
        rule = session.scalars(select(ClassRuleRow.rule_id).where(ClassRuleRow.number == 40)).one()
    sent(client, f"/billing/returns/{number}/release", 409)
    sent(as_(client, CHIEF, "chief_accountant"), f"/billing/returns/{number}/release")
    sent(client, f"/billing/queue/{rent}/class", rule=str(rule), why="a hall")
    sent(client, f"/billing/queue/{wanted}/reverse", why="it was Dana's", repay_on="2025-06-20")
    assert "it was Dana" in seen(client, f"/billing/queue/{wanted}")
    for language in LANGUAGES:
        as_(client, CHIEF, "chief_accountant", language)
        for path in ("queue", "line-acts", "line-acts?mine=1", f"returns/{number}", f"queue/{wanted}"):
            seen(client, f"/billing/{path}")
        for act in ("split", "return", "class", "reverse"):
            seen(client, f"/billing/queue/{wanted}/{act}")
    listed = client.get("/billing/line-acts?day=2025-06-02&acts-export=csv").get_data(as_text=True)
    assert listed.count("\n") >= 6
    with web_db.read() as session:
        acts = session.scalars(select(LineAct.act).order_by(LineAct.nth)).all()
    assert acts == ["assign", "assign", "assign", "return", "class", "reverse"]


def test_a_register_is_previewed_with_its_problems_and_loaded(client: FlaskClient, web_db: Database) -> None:
    one, _ = invoiced(web_db)
    as_(client, CHIEF, "chief_accountant")
    columns = {"paid_on": "Дата", "number": "Счёт", "iin": "ИИН", "gross": "Сумма", "commission": "Комиссия"}
    given: dict[str, Any] = {
        "name": "Kaspi", "bin": BIN, "settles_days": "1", "valid_from": "2025-01-01", "own_id": "№", **columns,
    }  # fmt: skip
    assert "check digit" in sent(client, "/billing/providers/new", 409, **{**given, "bin": "971240001316"})
    sent(client, "/billing/providers/new", **given)
    (lump,) = lines(web_db, Op("91575", "Платежи", payer="Kaspi", payer_id=BIN))
    as_(client, FINANCE, "finance")
    assert "Send the register" in seen(client, f"/billing/queue/{lump}")
    for content, text in ((csv_of(row_of(one)), "does not fit"), (csv_of(row_of(one, DAY)), "Load this register")):
        preview = sent(client, f"/billing/registers/{lump}", file=(BytesIO(content), "r.csv"))
        assert text in seen(client, preview)
    sent(client, f"{preview}/load")
    assert "register loaded" in seen(client, f"/billing/queue/{lump}")
    as_(client, CHIEF, "chief_accountant", "kk")
    with web_db.read() as session:
        provider = session.scalars(select(Provider.provider_id)).one()
    sent(client, f"/billing/providers/{provider}/end", until="2025-12-31")
    for path in ("providers", "providers/new", f"providers/{provider}/end", f"registers/{lump}"):
        seen(client, f"/billing/{path}")


def test_the_chief_accountant_adds_and_ends_rules_and_watches_accounts(client: FlaskClient, web_db: Database) -> None:
    as_(client, CHIEF, "chief_accountant", "ru")
    rule: dict[str, Any] = {
        "number": "45", "kk": "Музей", "ru": "Музей", "en": "Museum", "direction": "in", "words": "музей, мұражай",
        "valid_from": "2025-06-01",
    }  # fmt: skip
    sent(client, "/billing/classes/new", **rule)
    assert "занят" in sent(client, "/billing/classes/new", 409, **rule)
    assert "музей, мұражай" in seen(client, "/billing/classes")
    with web_db.read() as session:
        added = session.scalars(select(ClassRuleRow.rule_id).where(ClassRuleRow.number == 45)).one()
    sent(client, f"/billing/classes/{added}/end", until="2025-07-01")
    account: dict[str, Any] = {"iban": "KZ00125KZT1001300335", "title": "Second", "bank": "Halyk"}
    assert (
        "KZ75" in sent(client, "/billing/classes/accounts/new", 409, **{**account, "iban": "KZ76125KZT1001300335"})
        or True
    )
    for path in ("classes/new", f"classes/{added}/end", "classes/accounts/new"):
        seen(client, f"/billing/{path}")
    as_(client, FINANCE, "finance")
    seen(client, "/billing/classes")
    seen(client, "/billing/classes/new", 403)


def test_a_student_chooses_for_which_invoice_his_payment_is(client: FlaskClient, web_db: Database) -> None:
    first, second = invoiced(web_db, ALIYA)
    (line,) = lines(web_db, Op("100000", f"{first.number} {second.number}"))
    as_(client, ALIYA, "student")
    page = seen(client, "/billing/account")
    assert "For which invoice is 100,000.00" in page.replace("\xa0", " ")
    sent(client, f"/billing/account/payments/{line}/for/{second.invoice_id}")
    assert "For which invoice" not in seen(client, "/billing/account")
    sent(client, f"/billing/account/payments/{line}/for/{first.invoice_id}", 409)
