"""A summer term in which nearly everything happens, made by the use cases: what the screens have to show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.models import Advance, CashReceipt, StatementLine
from services.billing.usecases import cash, declared, providers, refunds, returning, reversing, statements
from services.billing.usecases.cash import Payment
from services.billing.usecases.declared import Declaration
from services.billing.usecases.providers import NewProvider
from services.registration.models.applications import Application
from services.registration.usecases import exception_acts
from shared.clock import office_day
from shared.identity.actor import acting
from shared.messaging.outages import note
from shared.money import Money
from tests.billing.domain.files import Op
from tests.billing.usecases.test_registers import BIN, COLUMNS
from tests.billing.world import day_file
from tests.databases import Bound
from tests.registration import campus
from tests.workflows.office import BEGINS, Office, Records


class History:
    """Three have seats, three stand in the line; their money comes by every way."""

    def __init__(self, databases: Bound) -> None:
        Records(databases).bring_in()
        self.office = Office(databases, 3)
        self.office.to(self.office.dates.opens_at + timedelta(hours=1))
        self.office.apply(self.office.debtors)
        self.office.to(self.office.dates.drawn_at + timedelta(days=1, hours=2))
        self.cases = self.office.cases()

    def money_comes(self) -> None:
        """Cash and its receipts, a receipt that was sent, a wrong posting, money twice, a lump, lines that wait."""
        paid, sent, wrong, *_ = self.cases
        yesterday = office_day(self.office.now()) - timedelta(days=1)
        with self._billing("chief_accountant") as session:
            providers.add(session, NewProvider("Kaspi", BIN, BEGINS, COLUMNS))
        with self._billing("cashier") as session:
            cash.open_shift(session)
            cash.take(session, Payment(_invoice(paid), _amount(paid), "Мать"))
            cash.take(session, Payment(_invoice(sent), _amount(sent), "Отец", "", yesterday, "the desk had no power"))
        with self._billing("finance") as session:
            today = office_day(self.office.now())
            said = Declaration(_invoice(sent), _amount(sent), today, "Halyk", "4711", "r.pdf", b"%PDF-1.7")
            declared.declare(session, sent.student_id, said)
        self._bank_writes(yesterday, paid, wrong)
        self.office.wire.carry()

    def _bank_writes(self, day: date, paid: Application, wrong: Application) -> None:
        ops = (
            Op(str(wrong.invoice_amount), f"оплата {wrong.invoice_number}", day=day, number="1"),
            Op(str(paid.invoice_amount), f"оплата {paid.invoice_number}", day=day, number="2"),
            Op("91575", "Платежи за день", day=day, number="3", payer="Kaspi", payer_id=BIN),
            Op("5000", "летний семестр", day=day, number="4", payer="ТОО Жұлдыз", payer_account="KZ9"),
            Op("7000", "лето", day=day, number="5", payer="Тест", payer_account="KZ8"),
        )
        with self._billing("finance") as session:
            first = office_day(self.office.dates.drawn_at)
            statements.load(session, day_file(min(first, day), self.office.balance, *ops, until=day), f"{day}.txt")
        self.office.balance += sum((Money.of(op.amount) for op in ops), Money())
        self.office.wire.carry()
        with self._billing("finance") as session:
            lines = {line.number: line.line_id for line in session.scalars(select(StatementLine))}
            reversing.reverse(session, lines["1"], "the mother named another's invoice")
            returning.ask(session, lines["4"], "not for us")
            refunds.ask(session, session.scalars(select(Advance.advance_id)).one())

    def exceptions_are_asked(self) -> None:
        """More seats, somebody out of turn."""
        with self.office.acting("specialist") as session:
            exception_acts.ask_for_seats(session, self.office.section.section_id, 4, "Many owe this course", "12")
            exception_acts.ask_for_the_front(session, self.cases[-1].case_id, "He graduates", "7")
        self.office.wire.carry()

    def all_is_down(self, hours: int = 6) -> None:
        """An outage over the due date: what takes something away waits for the chairman."""
        due = self.cases[0].due_at
        assert due
        self.office.to(due - timedelta(hours=1))
        since = self.office.now()
        for database in self.office.databases:
            with database.transaction() as session:
                note(session, since, since + timedelta(hours=hours))
        self.office.set_clock(since + timedelta(hours=hours))
        self.office.wire.carry()

    def line(self, number: str) -> UUID:
        """The bank line of this number."""
        with self.office.of.billing.read() as session:
            return session.scalars(select(StatementLine.line_id).where(StatementLine.number == number)).one()

    def receipt(self) -> UUID:
        """The receipt that is posted."""
        with self.office.of.billing.read() as session:
            return session.scalars(select(CashReceipt.receipt_id).where(CashReceipt.status == "posted")).one()

    @contextmanager
    def _billing(self, role: str) -> Iterator[Session]:
        token = acting.set(campus.with_role(role))
        try:
            with self.office.of.billing.transaction() as session:
                yield session
        finally:
            acting.reset(token)


def _invoice(case: Application) -> UUID:
    assert case.invoice_id
    return case.invoice_id


def _amount(case: Application) -> Money:
    assert case.invoice_amount
    return case.invoice_amount
