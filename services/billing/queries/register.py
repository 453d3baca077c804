"""The register for 1C: entries of a period as debit and credit, with student, invoice, document (R14.1, R15.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.billing.domain import books
from services.billing.domain.books import Account
from services.billing.domain.correspondence import pairs
from services.billing.models import BankAccount, CashReceipt, CashShift, Entry, Invoice, Person, Posting, StatementLine
from shared.money import Money


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One correspondence, as 1C takes it."""

    happened_on: date
    nth: int
    kind: str
    debit: str
    debit_of: str
    credit: str
    credit_of: str
    amount: Money
    student: str
    invoice: str
    document: str
    payer: str


def rows(session: Session, since: date, until: date) -> list[RegisterRow]:
    """The entries of these days, by the day of the operation, in the order of their making."""
    names = _names(session)
    found = session.execute(_entries().where(Entry.happened_on.between(since, until)))
    return [row for _, group in groupby(found, key=lambda one: one.nth) for row in _rows(list(group), names)]


def period(since: date | None, until: date | None, today: date) -> tuple[date, date]:
    """The asked days in their order; without them this month until today."""
    until = until or today
    since = since or until.replace(day=1)
    return min(since, until), max(since, until)


def turnover(listed: list[RegisterRow]) -> list[tuple[str, str, Money]]:
    """The sums of each pair of accounts."""
    sums: dict[tuple[str, str], Money] = {}
    for one in listed:
        key = (one.debit, one.credit)
        sums[key] = sums.get(key, Money(0)) + one.amount
    return [(debit, credit, amount) for (debit, credit), amount in sorted(sums.items())]


def _entries() -> Any:
    student = func.concat_ws(" ", Person.surname, Person.given_name, Person.patronymic).label("student")
    document = func.coalesce(StatementLine.number, CashReceipt.number, "").label("document")
    payer = func.coalesce(StatementLine.payer_name, CashReceipt.payer_name, "").label("payer")
    return (
        select(
            Entry.nth, Entry.happened_on, Entry.kind, Posting.account, Posting.subject, Posting.amount, student,
            func.coalesce(Invoice.number, "").label("invoice"), document, payer,
        )
        .join(Posting, Posting.entry_id == Entry.entry_id)
        .outerjoin(Person, Person.person_id == Entry.student_id)
        .outerjoin(Invoice, Invoice.invoice_id == Entry.invoice_id)
        .outerjoin(StatementLine, StatementLine.line_id == Entry.line_id)
        .outerjoin(CashReceipt, CashReceipt.receipt_id == Entry.cash_id)
        .order_by(Entry.happened_on, Entry.nth, Posting.nth)
    )  # fmt: skip


def _rows(group: list[Any], names: Mapping[str, str]) -> Iterator[RegisterRow]:
    one = group[0]
    for pair in pairs(books.Posting(Account(row.account), row.subject, row.amount.tiyn) for row in group):
        yield RegisterRow(
            one.happened_on, one.nth, one.kind, pair.debit.account, names.get(pair.debit.subject, one.student),
            pair.credit.account, names.get(pair.credit.subject, one.student), Money(pair.amount), one.student,
            one.invoice, one.document, one.payer,
        )  # fmt: skip


def _names(session: Session) -> dict[str, str]:
    """Whom an account's subject names where it is no student: bank accounts and shifts; no subject has no name."""
    banks: dict[UUID, str] = dict(session.execute(select(BankAccount.account_id, BankAccount.iban)).all())
    shifts = session.execute(select(CashShift.shift_id, CashShift.nth, CashShift.cashier_name))
    desks = {str(shift_id): f"{nth} {cashier}" for shift_id, nth, cashier in shifts}
    return {"": "", **{str(key): iban for key, iban in banks.items()}, **desks}
