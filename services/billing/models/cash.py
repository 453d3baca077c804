"""The cash desk: shifts of cashiers, receipts, counter-receipts (R14.2)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Sequence
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.models.base import Base
from shared.money import Money

CASH_SERIAL = Sequence("cash_serial", metadata=Base.metadata)


class CashShift(Base):
    """A cashier's shift; the box is empty when it opens, and all of it goes to the bank when it closes."""

    __tablename__ = "cash_shifts"
    __table_args__ = (
        CheckConstraint("counted >= 0", "counted"),
        CheckConstraint("(closed_at IS NULL) = (counted IS NULL)", "closed_is_counted"),
        CheckConstraint("counted = expected OR difference_why <> ''", "difference_named"),
        Index("uq_cash_shifts_open", "cashier_id", unique=True, postgresql_where="closed_at IS NULL"),
    )

    shift_id: Mapped[UUID] = mapped_column(primary_key=True)
    nth: Mapped[int] = mapped_column(Identity(always=True), unique=True)
    cashier_id: Mapped[UUID]
    cashier_name: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    expected: Mapped[Money | None]
    counted: Mapped[Money | None]
    difference_why: Mapped[str]


class CashReceipt(Base):
    """Money taken at the desk, or (with ``reverses``) given back by a counter-receipt."""

    __tablename__ = "cash_receipts"
    __table_args__ = (
        CheckConstraint("amount > 0", "amount"),
        CheckConstraint("status IN ('waiting', 'posted', 'refused')", "status"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> cashier_id", "two_people"),
        Index(
            "uq_cash_receipts_reverses", "reverses", unique=True,
            postgresql_where="reverses IS NOT NULL AND status <> 'refused'",
        ),
    )  # fmt: skip

    receipt_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    shift_id: Mapped[UUID] = mapped_column(ForeignKey("cash_shifts.shift_id"), index=True)
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.invoice_id"), index=True)
    student_id: Mapped[UUID] = mapped_column(index=True)
    amount: Mapped[Money]
    received_on: Mapped[date]
    """The day of the payment (R8.4): that of its making, unless a second person confirms an older one."""
    status: Mapped[str]
    why: Mapped[str]
    """Of an older date or a counter-receipt."""
    payer_name: Mapped[str]
    payer_id: Mapped[str]
    cashier_id: Mapped[UUID]
    cashier_name: Mapped[str]
    taken_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    reverses: Mapped[UUID | None] = mapped_column(ForeignKey("cash_receipts.receipt_id"))
    confirmed_by: Mapped[UUID | None]
    confirmer_name: Mapped[str]
    confirmed_at: Mapped[datetime | None]
