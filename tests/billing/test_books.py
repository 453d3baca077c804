"""The books: what does not balance or changes the past is refused; another program reads them alike (R14.1)."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from beancount import loader
from beancount.core.data import Transaction
from beancount.core.realization import compute_balance, realize
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from services.billing.domain.books import Account, Kind
from services.billing.domain.books import Posting as Line
from services.billing.models import Advance, Invoice, StatementFile, StatementLine
from services.billing.queries.journal import balances, journal
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import invoices, overdue, refunds, statements
from services.billing.usecases.books import Booking, enter
from shared.clock import at, set_office
from shared.contracts.billing import CancelInvoice
from shared.messaging.tables import outbox
from shared.money import Money
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.usecases.test_refunds import ACCOUNTANT, FINANCE, late_money, sign
from tests.billing.world import DAY, DUE
from tests.databases import Bound


def test_an_entry_that_does_not_sum_to_zero_can_not_be_committed(tirkeu_databases: Bound) -> None:
    wrong = (Line(Account.BANK, "b", 100), Line(Account.REVENUE, "", -99))
    with pytest.raises(DBAPIError, match="off by 1 tiyn"), tirkeu_databases.billing.transaction() as session:
        enter(session, [Booking(Kind.RECEIVED, wrong, DAY)])
    with tirkeu_databases.billing.read() as session:
        assert session.scalar(text("SELECT count(*) FROM entries")) == 0


@pytest.mark.parametrize("role", ["billing", "billing_owner"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE postings SET amount = 1",
        "DELETE FROM entries",
        "TRUNCATE statement_lines CASCADE",
        "DELETE FROM invoice_money",
    ],
)
def test_the_past_can_not_be_changed_not_even_by_the_owner(tirkeu_databases: Bound, role: str, change: str) -> None:
    with tirkeu_databases.billing.transaction() as session:
        world.found(session)
        world.load(session, DAY, "0", world.pays(world.invoice(session)))
    tirkeu_databases.billing.bind(tirkeu_databases.url(role))
    with (
        pytest.raises(DBAPIError, match=r"R14\.1|permission denied"),
        tirkeu_databases.billing.transaction() as session,
    ):
        session.execute(text(change))


def a_busy_week(session: Session) -> None:
    """Paid, part paid, overpaid, late, cancelled, queued, cleared, refunded by two and paid out."""
    request = late_money(session)
    sign(session, request, FINANCE)
    sign(session, request, ACCOUNTANT)
    later = DUE + timedelta(days=9)
    paid, part, over, gone = (world.invoice(session, world.DANA, due=later) for _ in range(4))
    day = DUE + timedelta(days=2)
    opening = Money.of(92500)
    ops = [
        world.pays(paid, day=day, number="1"), world.pays(part, "100", day=day, number="2"),
        world.pays(over, "99999.99", day=day, number="3"), world.pays(gone, day=day, number="4"),
        Op("12345.67", "непонятно", day=day, number="5"), Op("700000", "за обучение", day=day, number="6"),
        Op("92500", f"возврат {request.number}", incoming=False, day=day, number="7", payer_account="KZ55"),
        Op("55.5", "комиссия", incoming=False, day=day, number="8"),
    ]  # fmt: skip
    world.load(session, day, opening, *ops)
    invoices.cancel(session, [CancelInvoice(gone.case_id, "left")])


def test_each_tenge_of_income_is_found_where_it_lies(office: Session) -> None:
    a_busy_week(office)
    seen = tie_out(office)
    assert seen.holds
    assert seen.statement_total == Money.of("1089945.66")
    assert (seen.queued_total, seen.returned_total) == (Money.of("12345.67"), Money.of(92500))
    assert (seen.invoices, seen.clearing) == (Money.of(185100), Money.of(700000))
    assert seen.advances == Money.of("99999.99")
    assert office.scalar(select(func.sum(Advance.left))) == seen.advances


def test_another_accounting_program_finds_the_same_balances(office: Session, tmp_path: Path) -> None:
    a_busy_week(office)
    file = tmp_path / "books.beancount"
    file.write_text("\n".join(journal(office)) + "\n", encoding="utf-8")
    entries, errors, _ = loader.load_file(str(file))
    assert errors == []
    assert sum(isinstance(entry, Transaction) for entry in entries) > 10
    root = realize(entries)  # type: ignore[no-untyped-call]
    for name, amount in balances(office).items():
        here = root
        for part in name.split(":"):
            here = here[part]
        assert here.balance.get_currency_units("KZT").number == amount.tenge
    assert compute_balance(root).is_empty()  # type: ignore[no-untyped-call]


def test_payment_and_lapse_at_the_same_moment_tell_one_thing(tirkeu_databases: Bound) -> None:
    db = tirkeu_databases.billing
    with db.transaction() as session:
        world.found(session)
        made = [world.invoice(session, credits=1).invoice_id for _ in range(20)]
        world.load(session, DAY, "0", until=DUE - timedelta(days=1))
        set_office(session, at(DUE + timedelta(days=1), 9))
        rows = list(session.scalars(select(Invoice).order_by(Invoice.number)))
        content = world.day_file(
            DUE, "0", *[world.pays(one, day=DUE, number=str(n)) for n, one in enumerate(rows[:10])]
        )

    def load() -> None:
        with db.transaction() as session:
            statements.load(session, content, "due.txt")

    def sweep() -> None:
        with db.transaction() as session:
            overdue.due_dates_passed(session, made)

    together(load, sweep, load, sweep)
    with db.read() as session:
        told: dict[str, int] = dict(session.execute(select(outbox.c.name, func.count()).group_by(outbox.c.name)).all())
        assert (told["billing.invoice_paid"], told["billing.invoice_overdue"]) == (10, 10)
        assert session.scalar(select(func.count()).select_from(StatementFile)) == 2
        assert session.scalar(select(func.count()).select_from(StatementLine)) == 10
        assert tie_out(session).holds


def test_two_signatures_at_the_same_moment_release_once(tirkeu_databases: Bound) -> None:
    db = tirkeu_databases.billing
    with db.transaction() as session:
        world.found(session)
        refund_id = late_money(session).refund_id
    people = [FINANCE, ACCOUNTANT]

    def signs(nth: int) -> None:
        with db.transaction() as session:
            session.info["actor"] = people[nth]
            refunds.sign(session, refund_id)

    together(lambda: signs(0), lambda: signs(1))
    with db.read() as session:
        assert tie_out(session).returned_total == Money.of(92500)
        assert tie_out(session).holds


def together(*acts: object) -> None:
    """Do these at once; an error in one fails the test."""
    failures: list[BaseException] = []

    def run(act: object) -> None:
        try:
            act()  # type: ignore[operator]
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
