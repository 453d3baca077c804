"""Seats whose payment was reversed after it had been told, as billing says; an older word never overwrites (D16)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base


class PaymentReversal(Base):
    """A confirmed seat that is not paid for: kept until a day, paid again, or missed and for the office to decide."""

    __tablename__ = "payment_reversals"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    invoice_id: Mapped[UUID]
    state: Mapped[str]
    """``reversed``, ``restored``, ``missed``."""
    repay_by: Mapped[datetime]
    why: Mapped[str]
