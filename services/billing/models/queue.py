"""What people did with lines of the queue: each part with who, when and why; money on its way back (R14.2, D16)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.models.base import Base
from shared.money import Money


class LineAct(Base):
    """A part of a line that was assigned, returned, classed, reversed or chosen by hand; only added (R14.2)."""

    __tablename__ = "line_acts"
    __table_args__ = (
        CheckConstraint("amount > 0", "amount"),
        CheckConstraint(
            "act IN ('assign', 'return', 'class', 'reverse', 'choice', 'by_due_date', 'register', 'not_a_lump', "
            "'sent_back')",
            "act",
        ),
    )

    line_act_id: Mapped[UUID] = mapped_column(primary_key=True)
    nth: Mapped[int] = mapped_column(Identity(always=True), unique=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("statement_lines.line_id"), index=True)
    act: Mapped[str]
    invoice_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.invoice_id"), index=True)
    student_id: Mapped[UUID | None] = mapped_column(index=True)
    amount: Mapped[Money]
    why: Mapped[str]
    operation_on: Mapped[date]
    """The day of the bank's operation: by it the seat was judged (D16)."""
    made_at: Mapped[datetime] = mapped_column(index=True)
    recorded_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    """None: nobody chose until the due date (D4)."""
    maker_name: Mapped[str]


class LineReturn(Base):
    """Money of nobody known, on its way back to the account that it came from: asked by one, released by another."""

    __tablename__ = "line_returns"
    __table_args__ = (
        CheckConstraint("status IN ('asked', 'released', 'paid_out', 'withdrawn')", "status"),
        CheckConstraint("released_by IS NULL OR released_by <> asked_by", "two_people"),
        Index("uq_line_returns_live", "line_id", unique=True, postgresql_where="status <> 'withdrawn'"),
    )

    return_id: Mapped[UUID] = mapped_column(primary_key=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("statement_lines.line_id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    amount: Mapped[Money]
    status: Mapped[str]
    why: Mapped[str]
    to_name: Mapped[str]
    to_id: Mapped[str]
    to_account: Mapped[str]
    asked_by: Mapped[UUID]
    asker_name: Mapped[str]
    asked_at: Mapped[datetime]
    released_by: Mapped[UUID | None]
    releaser_name: Mapped[str]
    released_at: Mapped[datetime | None]
    payout_line_id: Mapped[UUID | None] = mapped_column(ForeignKey("statement_lines.line_id"))
    paid_out_on: Mapped[date | None]
