"""Payments that students declare, with their receipts; and whom a false one holds (R8.4, D19)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.models.base import Base
from shared.money import Money


class DeclaredPayment(Base):
    """'I have paid': the receipt as it was sent. It confirms nothing."""

    __tablename__ = "declared_payments"
    __table_args__ = (
        CheckConstraint("amount > 0", "amount"),
        CheckConstraint("status IN ('waits', 'came', 'false', 'lifted')", "status"),
        Index("uq_declared_payments_waiting", "invoice_id", unique=True, postgresql_where="status = 'waits'"),
    )

    declaration_id: Mapped[UUID] = mapped_column(primary_key=True)
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.invoice_id"), index=True)
    student_id: Mapped[UUID] = mapped_column(index=True)
    abroad: Mapped[bool]
    paid_on: Mapped[date]
    expected_by: Mapped[date]
    """Statements through this day decide."""
    amount: Mapped[Money]
    bank: Mapped[str]
    document: Mapped[str]
    file_name: Mapped[str]
    file_kind: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    sha256: Mapped[str]
    status: Mapped[str] = mapped_column(index=True)
    declared_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    declared_by: Mapped[UUID | None]
    declarer: Mapped[str]
    judged_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None]
    lifter: Mapped[str]
    lifted_why: Mapped[str]


class ReceiptHold(Base):
    """Whose receipt was false, as it was told: the invoices' numbers, or none any more (R3.8)."""

    __tablename__ = "receipt_holds"

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    numbers: Mapped[str]
