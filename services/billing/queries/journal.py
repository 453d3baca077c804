"""The books as text that an accounting program reads: beancount's plain form (R14.1)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.books import Account
from services.billing.models import Entry, Posting
from shared.money import Money

_NAMES = {
    Account.CASH: "Assets:Cash",
    Account.ON_WAY: "Assets:OnTheWay",
    Account.BANK: "Assets:Bank",
    Account.RECEIVABLE: "Assets:Receivable",
    Account.REFUNDS_PAYABLE: "Liabilities:Refunds",
    Account.CLEARING_IN: "Liabilities:Clearing:In",
    Account.UNIDENTIFIED: "Liabilities:Unidentified",
    Account.CLEARING_OUT: "Assets:Clearing:Out",
    Account.ADVANCES: "Liabilities:Advances",
    Account.OPENING: "Equity:Opening",
    Account.CASH_DIFFERENCE: "Expenses:CashDifference",
    Account.REVENUE: "Income:SummerTerm",
    Account.COMMISSION: "Expenses:Commission",
}
BEGINNING = "2000-01-01"


def journal(session: Session) -> Iterator[str]:
    """Every account opened, then every entry in the order of its making; ends with the sums of each account."""
    query = select(Entry, Posting).join(Posting, Posting.entry_id == Entry.entry_id)
    rows = session.execute(query.order_by(Entry.happened_on, Entry.nth, Posting.nth)).all()
    names = sorted({_name(posting) for _, posting in rows})
    yield 'option "title" "Tirkeu billing"'
    yield 'option "operating_currency" "KZT"'
    yield from (f"{BEGINNING} open {name} KZT" for name in names)
    for _, group in groupby(rows, key=lambda row: row[0].nth):
        yield from _entry([(entry, posting) for entry, posting in group])


def balances(session: Session) -> dict[str, Money]:
    """The balance of each account of the journal, by the books themselves."""
    found: dict[str, Money] = {}
    for posting in session.scalars(select(Posting)):
        found[_name(posting)] = found.get(_name(posting), Money(0)) + posting.amount
    return found


def _entry(lines: list[tuple[Entry, Posting]]) -> Iterator[str]:
    entry = lines[0][0]
    yield f'{entry.happened_on} * "{entry.kind}" "{entry.nth}"'
    yield from (f"  {_name(posting)}  {posting.amount} KZT" for _, posting in lines)


def _name(posting: Posting) -> str:
    name = _NAMES[Account(posting.account)]
    return f"{name}:S{posting.subject.replace('-', '').upper()}" if posting.subject else name
