"""Each way to pay leaves the lines at the bank that it should; the statement with them reads back (R14.2, R14.4)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from deploy.rehearsal import payments
from deploy.rehearsal.bank import ACCOUNT, Bank, Line, account
from deploy.rehearsal.cast import Cast, Debtor
from deploy.rehearsal.people import Somebody
from deploy.rehearsal.rates import Pays
from deploy.rehearsal.stage import Stage
from services.billing.domain import numbers
from services.billing.domain.one_c import read
from shared.money import Money

DAY = date(2026, 6, 4)
OWED = 9_250_000


@pytest.fixture
def stage() -> Stage:
    anything: Any = SimpleNamespace()
    door: Any = None
    people = [
        Debtor(Somebody(door, UUID(int=n), f"S{n}", ""), f"S{n}", "it", f"Әлімов{n}", iin, ("MAT101",))
        for n, iin in ((1, "000101100006"), (2, "000101100708"))
    ]
    cast = Cast(anything, anything, anything, anything, anything, anything, anything, {}, {}, {}, {}, people)
    return Stage(1, cast, anything, anything, Bank(1), print, anything)


def invoice(student: int, serial: int) -> dict[str, Any]:
    return {
        "invoice_id": UUID(int=serial), "case_id": UUID(int=serial), "student_id": UUID(int=student),
        "number": numbers.make(numbers.INVOICE, 2026, serial), "status": "open", "owed": OWED,
        "due_on": date(2026, 6, 8), "issued_at": datetime(2026, 6, 3, 4, tzinfo=UTC), "reversals": 0,
    }  # fmt: skip


def paid(stage: Stage, how: Pays) -> list[Line]:
    mine, others = invoice(1, 1), [invoice(1, 2), invoice(2, 3)]
    payments._pays(stage, mine, how, DAY, others)
    return stage.paid[DAY]


SUMS = {
    Pays.AT_ONCE: [OWED], Pays.BY_IIN: [OWED], Pays.BY_A_PARENT: [OWED], Pays.TOGETHER: [2 * OWED],
    Pays.TWICE: [OWED] * 2, Pays.IN_TWO_PARTS: [OWED // 200 * 100] * 2, Pays.HALF: [OWED // 200 * 100],
    Pays.MISTYPED: [OWED], Pays.ANOTHERS_IIN: [OWED], Pays.UNREADABLE: [OWED], Pays.BY_A_PROVIDER: [],
    Pays.FOR_ANOTHER: [OWED],
}  # fmt: skip


@pytest.mark.parametrize("how", SUMS)
def test_each_way_leaves_its_lines_and_the_statement_with_them_reads_back(stage: Stage, how: Pays) -> None:
    lines = paid(stage, how)
    assert [line.amount.tiyn for line in lines] == SUMS[how]
    statement = read(stage.bank.statement(DAY, lines)).statement
    assert statement is not None
    assert [line.amount for line in statement.lines[: len(lines)]] == SUMS[how]


def test_a_mistyped_number_has_wrong_check_digits_and_finance_knows_whose_it_is(stage: Stage) -> None:
    (line,) = paid(stage, Pays.MISTYPED)
    assert numbers.named_in(line.purpose) == ()
    about = payments.told_by(line.payer_account, DAY, line.amount.tiyn)
    assert stage.meant[about] == invoice(1, 1)["number"]


def test_a_fee_is_within_what_the_office_bears(stage: Stage) -> None:
    (line,) = paid(stage, Pays.SHORT_BY_A_FEE)
    assert 0 < OWED - line.amount.tiyn <= 50_000


def test_the_provider_pays_for_all_in_one_line_less_its_commission(stage: Stage) -> None:
    paid(stage, Pays.BY_A_PROVIDER)
    payments._lump(stage, DAY)
    (line,) = stage.paid[DAY]
    assert line.amount == Money(OWED) - payments.commission(Money(OWED))


def test_who_lost_his_money_to_another_pays_again_at_once(stage: Stage) -> None:
    assert payments.way_of(stage, {**invoice(1, 1), "reversals": 1}) is Pays.AT_ONCE


def test_spending_names_who_gets_it() -> None:
    payee = ("Әлімов", "000101100006", account(3))
    line = Line(
        "Университет", "980540000397", ACCOUNT, "Возврат TB26-000001-04", Money.of(5), received=False, payee=payee
    )
    statement = read(Bank(1).statement(DAY, [line])).statement
    assert statement is not None
    assert statement.lines[0].payee.account == account(3)
