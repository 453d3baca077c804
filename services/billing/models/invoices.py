"""Invoices and the money on them (R9.2, R8.4)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Sequence
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.models.base import Base
from shared.money import Money

INVOICE_SERIAL = Sequence("invoice_serial", metadata=Base.metadata)
REFUND_SERIAL = Sequence("refund_serial", metadata=Base.metadata)


class Invoice(Base):
    """One invoice of one case, with the arithmetic of its price as it was accepted (D5)."""

    __tablename__ = "invoices"
    __table_args__ = (
        CheckConstraint("amount = price * credits", "price_times_credits"),
        CheckConstraint("held BETWEEN 0 AND amount", "held"),
        CheckConstraint("status IN ('open', 'paid', 'overdue', 'cancelled', 'withdrawn')", "status"),
        CheckConstraint("status IN ('open', 'paid', 'withdrawn') OR held = 0", "void_holds_nothing"),
        Index("ix_invoices_open", "due_on", postgresql_where="status = 'open'"),
    )

    invoice_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    """By which the payer sees invoice and receipt without an account; it can't be guessed (R14.2)."""
    student_id: Mapped[UUID] = mapped_column(index=True)
    course_id: Mapped[UUID]
    course_code: Mapped[str]
    term_id: Mapped[UUID] = mapped_column(index=True)
    specialty: Mapped[str]
    academic_year: Mapped[int]
    credits: Mapped[int]
    price: Mapped[Money]
    amount: Mapped[Money]
    held: Mapped[Money]
    """Money that is on it now: all of it when paid, a part before."""
    status: Mapped[str]
    applied_at: Mapped[datetime]
    issued_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    due_at: Mapped[datetime]
    due_on: Mapped[date]
    paid_on: Mapped[date | None]
    """The day of the bank operation that paid it (R8.4)."""
    closed_at: Mapped[datetime | None]
    closed_why: Mapped[str | None]
    reversals: Mapped[int]
    """How often it was paid and lost its money by a reversal (D16): whoever heard of the payment is told apart."""

    @property
    def remaining(self) -> Money:
        """What is still to be paid; of a void invoice nothing."""
        return self.amount - self.held if self.status in ("open", "paid") else Money(0)


class InvoiceMoney(Base):
    """Money that came on an invoice, or left it when it lapsed (negative); only added to."""

    __tablename__ = "invoice_money"
    __table_args__ = (CheckConstraint("amount <> 0", "amount"),)

    money_id: Mapped[UUID] = mapped_column(primary_key=True)
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.invoice_id"), index=True)
    line_id: Mapped[UUID | None] = mapped_column(ForeignKey("statement_lines.line_id"), index=True)
    cash_id: Mapped[UUID | None] = mapped_column(ForeignKey("cash_receipts.receipt_id"), index=True)
    advance_id: Mapped[UUID | None] = mapped_column(ForeignKey("advances.advance_id"))
    """The advance that it came from, or became."""
    reverses: Mapped[UUID | None] = mapped_column(ForeignKey("invoice_money.money_id"), unique=True)
    """The row that it takes back: posted wrongly (D16)."""
    amount: Mapped[Money]
    operation_on: Mapped[date]
    made_at: Mapped[datetime]
    payer_name: Mapped[str]
    payer_id: Mapped[str]
    payer_account: Mapped[str]


class CancelledCase(Base):
    """A case whose invoice was cancelled, perhaps before the order to issue it arrived: messages have no order."""

    __tablename__ = "cancelled_cases"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    why: Mapped[str]
    cancelled_at: Mapped[datetime]
