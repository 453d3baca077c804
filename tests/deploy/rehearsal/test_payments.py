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
from deploy.rehearsal.paying import PROVIDER, SLOW_PROVIDER, Payer, lines_of, settled_by, told_by
from deploy.rehearsal.people import Somebody
from deploy.rehearsal.questions import Pays
from deploy.rehearsal.reader import Reader
from deploy.rehearsal.stage import Stage
from services.billing.domain import numbers
from services.billing.domain.one_c import read
from shared.money import Money
from shared.people_ids import iin_is_valid

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
    cast = Cast(*(anything,) * 7, {}, {}, {}, {}, anything, people)
    return Stage(1, cast, anything, anything, Bank(1), print, anything)


def invoice(student: int, serial: int) -> dict[str, Any]:
    return {
        "invoice_id": UUID(int=serial), "case_id": UUID(int=serial), "student_id": UUID(int=student),
        "number": numbers.make(numbers.INVOICE, 2026, serial), "status": "open", "owed": OWED,
        "due_on": date(2026, 6, 8), "issued_at": datetime(2026, 6, 3, 4, tzinfo=UTC), "reversals": 0,
        "pays": Pays.NEVER, "pays_on": date(2026, 6, 3), "last_on": date(2026, 6, 17),
    }  # fmt: skip


class FixedReader(Reader):
    """Says that it is this day."""

    def __init__(self, day: date) -> None:
        self.day = day

    def one(self, query: str, **parameters: Any) -> Any:
        return self.day


def payer(stage: Stage) -> Payer:
    return Payer(stage, invoice(1, 1), DAY, [invoice(1, 2), invoice(2, 3)])


def paid(stage: Stage, how: Pays) -> list[Line]:
    return list(lines_of(how, payer(stage)))


SUMS = {
    Pays.AT_ONCE: [OWED], Pays.BY_IIN: [OWED], Pays.BY_A_PARENT: [OWED], Pays.TOGETHER: [2 * OWED],
    Pays.TWICE: [OWED] * 2, Pays.IN_TWO_PARTS: [OWED // 200 * 100] * 2, Pays.HALF: [OWED // 200 * 100],
    Pays.MISTYPED: [OWED], Pays.ANOTHERS_IIN: [OWED], Pays.UNREADABLE: [OWED], Pays.BY_A_PROVIDER: [],
    Pays.FOR_ANOTHER: [OWED], Pays.BY_AN_EMPLOYER: [OWED], Pays.WRONG_IIN: [OWED], Pays.BY_A_SLOW_PROVIDER: [],
    Pays.MISTYPED_TOO_MUCH: [OWED + 100_000],
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
    about = told_by(line.payer_account, DAY, line.amount.tiyn)
    assert stage.meant[about] == invoice(1, 1)["number"]


def test_a_fee_is_within_what_the_office_bears(stage: Stage) -> None:
    (line,) = paid(stage, Pays.SHORT_BY_A_FEE)
    assert 0 < OWED - line.amount.tiyn <= 50_000


def test_the_provider_pays_for_all_in_one_line_less_its_commission(stage: Stage) -> None:
    paid(stage, Pays.BY_A_PROVIDER)
    paid(stage, Pays.BY_A_SLOW_PROVIDER)
    payments._lumps(stage, DAY)
    assert [line.payer_iin for line in stage.paid[DAY]] == [PROVIDER, SLOW_PROVIDER]
    assert {line.amount for line in stage.paid[DAY]} == {Money(OWED) - payments.commission(Money(OWED))}


def test_one_payment_for_all_settles_all_of_them(stage: Stage) -> None:
    assert settled_by(Pays.TOGETHER, payer(stage)) == {invoice(1, 1)["number"], invoice(1, 2)["number"]}
    assert settled_by(Pays.AT_ONCE, payer(stage)) == {invoice(1, 1)["number"]}


def test_a_wrong_iin_is_none_and_finance_knows_whose_the_money_is(stage: Stage) -> None:
    (line,) = paid(stage, Pays.WRONG_IIN)
    assert not iin_is_valid(line.purpose[-12:])
    assert stage.meant[told_by(line.payer_account, DAY, OWED)] == invoice(1, 1)["number"]


def test_who_lost_his_money_to_another_pays_again_at_once(stage: Stage) -> None:
    rows = [{**invoice(1, 1), "reversals": 1}]
    stage.lots.fix(Pays.NEVER, str(rows[0]["case_id"]))
    stage.reader = FixedReader(DAY)
    payments._draw(stage, rows)
    assert (rows[0]["pays"], rows[0]["pays_on"]) == (Pays.AT_ONCE, DAY)


def test_only_what_is_due_last_is_paid_through_the_slow_provider(stage: Stage) -> None:
    rows = [{**invoice(1, n), "due_on": date(2026, 6, 17 if n == 7 else 8)} for n in range(1, 40)]
    payments._draw(stage, rows)
    assert {row["due_on"] for row in rows if row["pays"] is Pays.BY_A_SLOW_PROVIDER} <= {date(2026, 6, 17)}


def test_spending_names_who_gets_it() -> None:
    payee = ("Әлімов", "000101100006", account(3))
    line = Line(
        "Университет", "980540000397", ACCOUNT, "Возврат TB26-000001-04", Money.of(5), received=False, payee=payee
    )
    statement = read(Bank(1).statement(DAY, [line])).statement
    assert statement is not None
    assert statement.lines[0].payee.account == account(3)
