"""Payment providers that pay for many in one line, and the registers that say for whom (R14.2, D17)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.models.base import Base
from shared.money import Money


class Provider(Base):
    """A provider: how its lines are recognised, which columns its register has, how late it pays."""

    __tablename__ = "providers"
    __table_args__ = (CheckConstraint("settles_days BETWEEN 0 AND 10", "settles_days"),)

    provider_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    bin: Mapped[str] = mapped_column(index=True)
    account: Mapped[str]
    """The account that it pays from; empty: any."""
    words: Mapped[list[Any]]
    """One of these stands in the purpose; none: every line of that BIN is one of many."""
    columns: Mapped[dict[str, Any]]
    """The titles of the register's columns: paid_on, number, iin, gross, commission, own_id."""
    settles_days: Mapped[int]
    """Days after a payment in which its money arrives: so long is waited before a seat lapses (R13.1)."""
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    added_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    added_by: Mapped[UUID | None]


class ProviderRegister(Base):
    """A provider's register as it came: the file, its hash, who loaded it, for which line; only added."""

    __tablename__ = "provider_registers"

    register_id: Mapped[UUID] = mapped_column(primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("providers.provider_id"), index=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("statement_lines.line_id"), unique=True)
    name: Mapped[str]
    content: Mapped[bytes]
    sha256: Mapped[str] = mapped_column(unique=True)
    rows: Mapped[int]
    gross: Mapped[Money]
    commission: Mapped[Money]
    loaded_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    loaded_by: Mapped[UUID | None]
    loader_name: Mapped[str]


class RegisterRow(Base):
    """One payment of a register, once: who was paid for, gross, on the day that the register names (D17)."""

    __tablename__ = "register_rows"
    __table_args__ = (UniqueConstraint("provider_id", "own_id"), CheckConstraint("gross > 0", "gross"))

    row_id: Mapped[UUID] = mapped_column(primary_key=True)
    register_id: Mapped[UUID] = mapped_column(ForeignKey("provider_registers.register_id"), index=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("providers.provider_id"))
    own_id: Mapped[str]
    row: Mapped[int]
    paid_on: Mapped[date]
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.invoice_id"), index=True)
    gross: Mapped[Money]
    commission: Mapped[Money]
