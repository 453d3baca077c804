"""Payments that providers announce by a signed callback before their money and their register come (R14.2, D17)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.models.base import Base
from shared.money import Money


class ProviderSecret(Base):
    """What a provider signs its callbacks with: made by finance, shown once, the last one counts."""

    __tablename__ = "provider_secrets"

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("providers.provider_id"), primary_key=True)
    secret: Mapped[str]
    made_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    made_by: Mapped[UUID | None]


class AnnouncedPayment(Base):
    """A payment as the provider announced it; it books nothing. The register says later whether it came (D17)."""

    __tablename__ = "announced_payments"
    __table_args__ = (UniqueConstraint("provider_id", "own_id"), CheckConstraint("amount > 0", "amount"))

    announcement_id: Mapped[UUID] = mapped_column(primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("providers.provider_id"), index=True)
    own_id: Mapped[str]
    """The provider's number of the payment, as its register bears it."""
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.invoice_id"), index=True)
    amount: Mapped[Money]
    paid_at: Mapped[datetime]
    expected_by: Mapped[date]
    """Statements through this day must bring the provider's line."""
    received_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    body: Mapped[str]
    """As it was signed."""
    signature: Mapped[str]
