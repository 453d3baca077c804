"""Seats that may not lapse yet: the facts that could save the person are not all in (R13.1, R8.4, D17, D19)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.models.base import Base


class Protection(Base):
    """Why an unpaid invoice is not declared overdue, and until when; it ends by an event or by its own moment."""

    __tablename__ = "protections"
    __table_args__ = (
        CheckConstraint("why IN ('receipt', 'abroad', 'lump', 'queue', 'cash', 'announced')", "why"),
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", "ended"),
        Index("ix_protections_live", "invoice_id", postgresql_where="ended_at IS NULL"),
    )

    protection_id: Mapped[UUID] = mapped_column(primary_key=True)
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.invoice_id"), index=True)
    why: Mapped[str]
    """``receipt``: a declared payment (R8.4); ``abroad``: a foreign transfer (D19); ``lump``: a provider's line without
    its register (D17); ``queue``: a line that may be meant for it waits for finance (R13.1);
    ``cash``: a receipt of an older date waits for a second person (R14.2); ``announced``: by a provider's callback."""
    since: Mapped[datetime]
    until_statements_of: Mapped[date | None]
    """It ends once the statements through this day are in; None: they do not end it."""
    until: Mapped[datetime | None]
    """It ends by itself at this moment; None: only an event ends it."""
    line_id: Mapped[UUID | None] = mapped_column(ForeignKey("statement_lines.line_id"), index=True)
    cash_id: Mapped[UUID | None] = mapped_column(ForeignKey("cash_receipts.receipt_id"))
    declaration_id: Mapped[UUID | None] = mapped_column(index=True)
    """The declared payment that it stands for."""
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]
