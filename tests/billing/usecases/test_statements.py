"""A statement is booked whole, once, or refused whole (R14.2, R14.4)."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.billing.models import BankAccount, Entry, Posting, QueueItem, StatementFile, StatementLine
from services.billing.usecases import examination, statements
from services.billing.usecases.accounts import NewAccount, open_account
from shared.errors import Refused
from shared.money import Money
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.world import DAY, DUE


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def balances(session: Session) -> dict[str, Money]:
    query = select(Posting.account, func.sum(Posting.amount)).group_by(Posting.account)
    return {account: amount for account, amount in session.execute(query) if amount}


def test_a_day_of_all_kinds_of_lines_is_booked_to_the_tiyn(office: Session) -> None:
    one = world.invoice(office)
    loaded = world.load(
        office, DAY, "1000.50", world.pays(one), Op("50000", "летний семестр, Иванов", number="2"),
        Op("800000", "за обучение по договору", number="3"),
        Op("1500.25", "Комиссия банка", incoming=False, number="4"),
    )  # fmt: skip
    assert loaded.ways == {"posts": 1, "queue": 1, "clearing": 2}
    assert balances(office) == {
        "1030": Money.of("942000.25"), "5500": -Money.of("1000.50"), "6010": -Money.of(92500),
        "3390": -Money.of(800000), "3397": -Money.of(50000), "3398": Money.of("1500.25"),
    }  # fmt: skip
    assert office.scalars(select(QueueItem)).one().status == "waiting"
    assert one.status == "paid"


def test_the_same_file_again_changes_nothing(office: Session) -> None:
    one = world.invoice(office)
    content = world.day_file(DAY, "0", world.pays(one))
    first = statements.load(office, content, "a.txt")
    entries = count(office, Entry)
    again = statements.load(office, content, "b.txt")
    assert (again.again, again.file_id, again.new_lines) == (True, first.file_id, 0)
    assert (count(office, Entry), count(office, StatementFile), count(office, StatementLine)) == (entries, 1, 1)
    assert len(world.told(office, "billing.invoice_paid")) == 1


def test_the_same_line_in_another_file_changes_nothing(office: Session) -> None:
    one = world.invoice(office)
    world.load(office, DAY, "0", world.pays(one))
    later = DAY + timedelta(days=1)
    both = world.load(office, DAY, "0", world.pays(one), Op("7", "лето", day=later, number="9"), until=later)
    assert (both.lines, both.new_lines) == (2, 1)
    account = office.scalars(select(BankAccount)).one()
    assert (account.balance, account.through_on) == (Money.of(92507), later)


def test_two_equal_lines_with_two_bank_numbers_are_two_payments(office: Session) -> None:
    one = world.invoice(office)
    world.load(office, DAY, "0", world.pays(one, number="1"), world.pays(one, number="2"))
    assert len(world.told(office, "billing.invoice_paid")) == 1
    assert [body["params"]["kept"] for body in world.notices(office, "paid_twice")] == ["money:92500.00"]  # type: ignore[index]


def test_a_statement_that_does_not_follow_is_refused_whole_and_says_by_how_much(office: Session) -> None:
    world.load(office, DAY, "0", Op("10", "x"))
    with pytest.raises(Refused) as refusal:
        world.load(office, DAY + timedelta(days=2), "11")
    assert [reason.code for reason in refusal.value.reasons] == ["statement_gap", "opening_differs"]
    assert refusal.value.reasons[1].params["by"] == "1.00"
    assert count(office, StatementFile) == 1


def test_a_statement_of_an_account_that_is_not_ours_is_refused(office: Session) -> None:
    content = world.day_file(DAY, "0").replace(b"KZ86125KZT5004100100", b"KZ00000000000000FAKE")
    with pytest.raises(Refused) as refusal:
        statements.load(office, content, "x.txt")
    assert [reason.code for reason in refusal.value.reasons] == ["account_unknown"]


def test_a_preview_says_what_would_happen_and_changes_nothing(office: Session) -> None:
    one = world.invoice(office)
    seen = examination.examine(office, world.day_file(DAY, "0", world.pays(one), Op("3", "?", number="2")))
    assert seen.statement is not None
    assert [(r.match.way, r.match.reasons[0].code) for r in seen.lines if r.match] == [
        ("posts", "number_named"), ("queue", "unknown_income"),
    ]  # fmt: skip
    assert (count(office, StatementLine), one.status) == (0, "open")


def test_all_accounts_must_be_in_before_a_day_is(office: Session) -> None:
    other = open_account(office, NewAccount("KZ75125KZT1001300335", "Second", for_payments=False))
    assert world.load(office, DAY, "0").through is None
    other.complete_through = DAY + timedelta(days=5)
    assert world.load(office, DAY + timedelta(days=1), "0").through == DAY + timedelta(days=1)
    bodies = world.told(office, "billing.statements_loaded")
    assert [(body["through"], body["version_no"]) for body in bodies] == [("2025-06-03", 1)]


def test_a_day_that_was_still_running_is_in_only_with_the_next_file(office: Session) -> None:
    one = world.invoice(office)
    running = world.day_file(DAY, "0", world.pays(one), created=DAY)
    assert statements.load(office, running, "noon.txt").through == DAY - timedelta(days=1)
    evening = world.day_file(DAY, "0", world.pays(one), Op("5", "x", number="8"), created=DAY + timedelta(days=1))
    loaded = statements.load(office, evening, "whole.txt")
    assert (loaded.through, loaded.new_lines) == (DAY, 1)


def test_a_file_that_does_not_say_when_it_was_made_closes_no_day_that_is_not_over(office: Session) -> None:
    dateless = world.day_file(DAY, "0").replace("ДатаСоздания".encode("cp1251"), "Примечание".encode("cp1251"))
    assert statements.load(office, dateless, "noon.txt").through == DAY - timedelta(days=1)


def test_a_queue_line_keeps_its_candidates_with_their_clues(office: Session) -> None:
    one = world.invoice(office)
    world.load(office, DAY, "0", Op(str(one.amount), "лето", payer="KOЖAXMETOBA A."))
    item = office.scalars(select(QueueItem)).one()
    assert item.candidates == [
        {"invoice_id": str(one.invoice_id), "likelihood": 45, "clues": ["same_surname", "same_sum"]}
    ]


def test_iin_and_surname_post_by_themselves(office: Session) -> None:
    one = world.invoice(office)
    world.load(office, DAY, "0", Op(str(one.amount), "Кожахметова ИИН 000101100006"))
    assert one.status == "paid"
    line = office.scalars(select(StatementLine)).one()
    assert [reason["code"] for reason in line.reasons] == ["iin_and_surname", "equals_one"]


def test_one_payment_for_two_invoices_pays_both(office: Session) -> None:
    one, two = world.invoice(office), world.invoice(office, credits=4)
    world.load(office, DAY, "0", Op(str(one.amount + two.amount), f"{one.number}, {two.number}"))
    assert (one.status, two.status) == ("paid", "paid")


@pytest.mark.skipif("TIRKEU_REAL_DATA" not in os.environ, reason="TIRKEU_REAL_DATA is not set: no real bank files")
def test_a_real_bank_day_is_booked_and_its_closing_balance_is_ours(office: Session) -> None:
    content = Path(os.environ["TIRKEU_REAL_DATA"], "bank", "1c", "vtb24_one_day_cp1251.txt").read_bytes()
    account = open_account(office, NewAccount("40702810200000000001", "Real", for_payments=False))
    loaded = statements.load(office, content, "vtb24.txt")
    assert (account.balance, loaded.lines) == (Money.of("44145.91"), 13)
    assert balances(office)["1030"] == Money.of("44145.91")
    assert DUE > DAY
