"""Money on a student's account that no invoice has, and its way back (D3, D5, D15)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.models.base import Base
from shared.money import Money


class Advance(Base):
    """A sum that came from one payer; ``left`` is what is neither used nor released."""

    __tablename__ = "advances"
    __table_args__ = (CheckConstraint("amount > 0 AND left_over BETWEEN 0 AND amount", "left"),)

    advance_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(index=True)
    invoice_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.invoice_id"), index=True)
    """The invoice that it was paid for; None: finance put it on the student's account by hand."""
    line_id: Mapped[UUID | None] = mapped_column(ForeignKey("statement_lines.line_id"), index=True)
    cash_id: Mapped[UUID | None] = mapped_column(ForeignKey("cash_receipts.receipt_id"), index=True)
    amount: Mapped[Money]
    left: Mapped[Money] = mapped_column("left_over")
    why: Mapped[str]
    operation_on: Mapped[date]
    payer_name: Mapped[str]
    payer_id: Mapped[str]
    payer_account: Mapped[str]
    made_at: Mapped[datetime]
    reversed_at: Mapped[datetime | None]
    """It was posted wrongly, its money is elsewhere now (D16)."""


class RefundRequest(Base):
    """A refund to the payer's account, released by two different people (R14.2, D3, D15)."""

    __tablename__ = "refund_requests"
    __table_args__ = (
        CheckConstraint("amount > 0", "amount"),
        CheckConstraint(
            "status IN ('open', 'first_signed', 'released', 'paid_out', 'sent_back', 'withdrawn')", "status"
        ),
        Index(
            "uq_refund_requests_live_advance", "advance_id", unique=True,
            postgresql_where="status IN ('open', 'first_signed')",
        ),
    )  # fmt: skip

    refund_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    advance_id: Mapped[UUID] = mapped_column(ForeignKey("advances.advance_id"), index=True)
    student_id: Mapped[UUID] = mapped_column(index=True)
    amount: Mapped[Money]
    status: Mapped[str] = mapped_column(index=True)
    why: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID | None]
    """None: it opened by itself (D3)."""
    to_name: Mapped[str]
    to_id: Mapped[str]
    to_account: Mapped[str]
    released_at: Mapped[datetime | None]
    payout_line_id: Mapped[UUID | None] = mapped_column(ForeignKey("statement_lines.line_id"))
    paid_out_on: Mapped[date | None]


class RefundSignature(Base):
    """One of the two who release a refund; the same person can't be both; only added."""

    __tablename__ = "refund_signatures"
    __table_args__ = (UniqueConstraint("refund_id", "person_id"), CheckConstraint("nth IN (1, 2)", "two"))

    refund_id: Mapped[UUID] = mapped_column(ForeignKey("refund_requests.refund_id"), primary_key=True)
    nth: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    person_id: Mapped[UUID]
    person_name: Mapped[str]
    signed_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
