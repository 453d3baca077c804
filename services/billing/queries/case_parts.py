"""Billing's part of a case's chain: invoice, the money on it with its bank line or receipt, refunds (R1.2, R14.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.models import Advance, CashReceipt, Invoice, InvoiceMoney, RefundRequest, StatementFile
from services.billing.models import StatementLine as Line
from shared.errors import NotFound
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Part:
    """A paper of the money's way: its number, day, amount, and what stands on it."""

    what: str
    number: str
    at: datetime | date | None
    amount: Money
    said: str

    def as_json(self) -> dict[str, Any]:
        """As a file."""
        day = self.at.isoformat() if self.at else None
        return {"what": self.what, "number": self.number, "at": day, "amount": str(self.amount), "said": self.said}


def invoice_of(session: Session, case_id: UUID) -> Invoice:
    """The invoice of a case. Raises NotFound where none was issued."""
    found = session.scalar(select(Invoice).where(Invoice.case_id == case_id))
    if found is None:
        raise NotFound("case")
    return found


def parts(session: Session, invoice: Invoice) -> list[Part]:
    """Every paper, in the order in which it came."""
    said = f"{invoice.credits} x {invoice.price}, {invoice.specialty} {invoice.academic_year}"
    return [
        Part("invoice", invoice.number, invoice.issued_at, invoice.amount, said),
        *_money(session, invoice.invoice_id),
        *_refunds(session, invoice.invoice_id),
    ]


def _money(session: Session, invoice_id: UUID) -> Iterator[Part]:
    rows = session.execute(
        select(InvoiceMoney, Line, StatementFile.name, StatementFile.sha256, CashReceipt.number)
        .outerjoin(Line, Line.line_id == InvoiceMoney.line_id)
        .outerjoin(StatementFile, StatementFile.file_id == Line.file_id)
        .outerjoin(CashReceipt, CashReceipt.receipt_id == InvoiceMoney.cash_id)
        .where(InvoiceMoney.invoice_id == invoice_id)
        .order_by(InvoiceMoney.made_at, InvoiceMoney.money_id)
    )
    for money, line, name, sha256, receipt in rows:
        if money.line_id is not None:
            said = f"{line.purpose}; {name}, {line.row}; SHA-256 {sha256}"
            yield Part("bank_line", line.number, money.operation_on, money.amount, said)
        else:
            what = "cash" if money.cash_id is not None else "advance"
            yield Part(what, str(receipt or ""), money.operation_on, money.amount, money.payer_name)


def _refunds(session: Session, invoice_id: UUID) -> Iterator[Part]:
    rows = session.scalars(
        select(RefundRequest)
        .join(Advance, Advance.advance_id == RefundRequest.advance_id)
        .where(Advance.invoice_id == invoice_id)
        .order_by(RefundRequest.opened_at)
    )
    for row in rows:
        yield Part("refund", row.number, row.opened_at, row.amount, row.status)
