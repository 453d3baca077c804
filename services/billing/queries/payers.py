"""Who paid for whom: parents, employers, students themselves; refunds go to them only (D15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.billing.domain.books import Kind
from services.billing.models import CashReceipt, Entry, Invoice, Person, Posting, RefundRequest, StatementLine
from shared.money import Money

payer_name = func.coalesce(StatementLine.payer_name, CashReceipt.payer_name, "")
payer_number = func.coalesce(StatementLine.payer_id, CashReceipt.payer_id, "")
SUM = (
    select(func.sum(Posting.amount))
    .where(Posting.entry_id == Entry.entry_id, Posting.amount > Money(0))
    .correlate(Entry)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class PayerCard:
    """What one payer, by IIN or BIN, has paid and was given back."""

    number: str
    name: str
    payments: int
    students: int
    paid: Money
    refunded: Money


def payments() -> Select[*tuple[Any, ...]]:
    """Every payment for a student, with its payer."""
    student = func.concat_ws(" ", Person.surname, Person.given_name).label("student")
    account = func.coalesce(StatementLine.payer_account, "").label("payer_account")
    return (
        select(
            Entry.happened_on, payer_name.label("payer"), payer_number.label("payer_id"), account, SUM.label("amount"),
            Entry.student_id, student, Entry.invoice_id, Invoice.number,
        )
        .outerjoin(StatementLine, StatementLine.line_id == Entry.line_id)
        .outerjoin(CashReceipt, CashReceipt.receipt_id == Entry.cash_id)
        .outerjoin(Person, Person.person_id == Entry.student_id)
        .outerjoin(Invoice, Invoice.invoice_id == Entry.invoice_id)
        .where(Entry.kind.in_((Kind.RECEIVED, Kind.ASSIGNED, Kind.CASH_TAKEN)), Entry.student_id.is_not(None))
    )  # fmt: skip


def card(session: Session, number: str) -> PayerCard:
    """The sums of one payer."""
    rows = session.execute(payments().where(payer_number == number)).all()
    back = select(func.sum(RefundRequest.amount)).where(
        RefundRequest.to_id == number, RefundRequest.status.in_(("released", "paid_out"))
    )
    paid = sum((row.amount for row in rows), Money(0))
    name = rows[0].payer if rows else ""
    return PayerCard(
        number, name, len(rows), len({row.student_id for row in rows}), paid, session.scalar(back) or Money(0)
    )
