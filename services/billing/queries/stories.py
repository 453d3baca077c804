"""A student's account as a story: each entry that touches him, what he owes and has after it (R14.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.billing.domain.books import Account
from services.billing.models import Advance, Arrears, CashReceipt, Entry, Invoice, Posting, StatementLine
from shared.money import Money, total

NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One step: what changed, and how the account stands after it."""

    at: datetime
    happened_on: date
    kind: str
    number: str
    payer: str
    amount: Money
    owed: Money
    advance: Money
    refunds: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """How a student's account stands."""

    owed: Money
    advance: Money
    refunds: Money
    fees: Money
    tuition: Money


def story(session: Session, student_id: UUID) -> list[StoryLine]:
    """From the first entry to the last."""
    query = (
        select(Entry, Posting, Invoice.number, func.coalesce(StatementLine.payer_name, CashReceipt.payer_name))
        .join(Posting, Posting.entry_id == Entry.entry_id)
        .outerjoin(Invoice, Invoice.invoice_id == Entry.invoice_id)
        .outerjoin(StatementLine, StatementLine.line_id == Entry.line_id)
        .outerjoin(CashReceipt, CashReceipt.receipt_id == Entry.cash_id)
        .where(Entry.student_id == student_id)
        .order_by(Entry.nth, Posting.nth)
    )
    found: list[StoryLine] = []
    owed = advance = refunds = NOTHING
    for _, group in groupby(session.execute(query), key=lambda row: row[0].nth):
        rows = list(group)
        entry, _, number, payer = rows[0]
        postings = [row[1] for row in rows]
        owed += _on(postings, Account.RECEIVABLE)
        advance -= _on(postings, Account.ADVANCES)
        refunds -= _on(postings, Account.REFUNDS_PAYABLE)
        amount = total(posting.amount for posting in postings if posting.amount > NOTHING)
        line = StoryLine(
            entry.made_at, entry.happened_on, entry.kind, number or "", payer or "", amount, owed, advance, refunds
        )
        found.append(line)
    return found


def standing(session: Session, student_id: UUID) -> Standing:
    """What he owes, what he has, what is on its way back; arrears beside it (R3.8)."""
    lines = story(session, student_id)
    last = lines[-1] if lines else None
    arrears = session.get(Arrears, student_id)
    return Standing(
        owed=last.owed if last else NOTHING, advance=last.advance if last else NOTHING,
        refunds=last.refunds if last else NOTHING, fees=arrears.fees if arrears else NOTHING,
        tuition=arrears.tuition if arrears else NOTHING,
    )  # fmt: skip


def advances(session: Session, student_id: UUID) -> list[Advance]:
    """His advances that still hold something, oldest money first."""
    query = select(Advance).where(Advance.student_id == student_id, Advance.left > NOTHING)
    return list(session.scalars(query.order_by(Advance.operation_on, Advance.advance_id)))


def invoices(session: Session, student_id: UUID) -> list[Invoice]:
    """His invoices, the newest first."""
    query = select(Invoice).where(Invoice.student_id == student_id)
    return list(session.scalars(query.order_by(Invoice.issued_at.desc(), Invoice.number.desc())))


def _on(postings: Iterable[Posting], account: Account) -> Money:
    return total(posting.amount for posting in postings if posting.account == account)
