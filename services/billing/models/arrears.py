"""What students owe apart from summer invoices, as finance enters it: fees hold a registration, tuition not (R3.8)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.models.base import Base
from shared.money import Money


class ArrearsCharge(Base):
    """A charge, or its reversal (negative); only added."""

    __tablename__ = "arrears_charges"
    __table_args__ = (CheckConstraint("amount <> 0", "amount"), CheckConstraint("kind IN ('fees', 'tuition')", "kind"))

    charge_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    amount: Mapped[Money]
    why: Mapped[str]
    happened_on: Mapped[date]
    made_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    made_by: Mapped[UUID | None]


class Arrears(Base):
    """What a student owes now, as it was told."""

    __tablename__ = "arrears"

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    fees: Mapped[Money]
    tuition: Mapped[Money]
