"""Billing's part of a case's chain: invoice, the money on it with its bank line or receipt, refunds (R1.2, R14.1)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.models import Advance, CashReceipt, Invoice, InvoiceMoney, RefundRequest, StatementFile
from services.billing.models import StatementLine as Line
from shared.chain import Coded, Link
from shared.errors import NotFound


def invoice_of(session: Session, case_id: UUID) -> Invoice:
    """The invoice of a case. Raises NotFound where none was issued."""
    found = session.scalar(select(Invoice).where(Invoice.case_id == case_id))
    if found is None:
        raise NotFound("case")
    return found


def parts(session: Session, invoice: Invoice) -> list[Link]:
    """Every paper, in the order in which it came."""
    price = (("credits", invoice.credits), ("price", invoice.price), ("amount", invoice.amount))
    table = (
        ("specialty", invoice.specialty),
        ("academic_year", f"{invoice.academic_year}/{invoice.academic_year + 1}"),
    )
    return [
        Link("invoice", invoice.number, invoice.issued_at, (*price, *table, ("state", Coded(invoice.status)))),
        *_money(session, invoice.invoice_id),
        *_refunds(session, invoice.invoice_id),
    ]


def _money(session: Session, invoice_id: UUID) -> Iterator[Link]:
    rows = session.execute(
        select(InvoiceMoney, Line, StatementFile.name, StatementFile.sha256, CashReceipt.number)
        .outerjoin(Line, Line.line_id == InvoiceMoney.line_id)
        .outerjoin(StatementFile, StatementFile.file_id == Line.file_id)
        .outerjoin(CashReceipt, CashReceipt.receipt_id == InvoiceMoney.cash_id)
        .where(InvoiceMoney.invoice_id == invoice_id)
        .order_by(InvoiceMoney.made_at, InvoiceMoney.money_id)
    )
    for money, line, name, sha256, receipt in rows:
        amount = ("amount", money.amount)
        if money.line_id is not None:
            of_file = (("purpose", line.purpose), ("file", name), ("row", line.row), ("sha256", sha256))
            yield Link("bank_line", line.number, money.operation_on, (amount, *of_file))
        else:
            what = "cash" if money.cash_id is not None else "advance"
            yield Link(what, str(receipt or ""), money.operation_on, (amount, ("payer", money.payer_name)))


def _refunds(session: Session, invoice_id: UUID) -> Iterator[Link]:
    rows = session.scalars(
        select(RefundRequest)
        .join(Advance, Advance.advance_id == RefundRequest.advance_id)
        .where(Advance.invoice_id == invoice_id)
        .order_by(RefundRequest.opened_at)
    )
    for row in rows:
        facts = (("amount", row.amount), ("state", Coded(f"refund_{row.status}")))
        yield Link("refund", row.number, row.opened_at, facts)
