"""Orders of the university, numbered without gaps within a calendar year (R8.2, R12.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded


class OrderNumber(Base):
    """The last number given in a year; it is taken in the transaction of the order, so that none is ever lost."""

    __tablename__ = "order_numbers"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Order(Base, Recorded):
    """An order as it was issued; it is kept as it is."""

    __tablename__ = "orders"
    __table_args__ = (UniqueConstraint("year", "number"),)

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    kind: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(index=True)
    issued_at: Mapped[datetime]
    content: Mapped[dict[str, Any]]
    """What it says, without any language: titles in three, dates as ISO."""

    @property
    def full_number(self) -> str:
        """As papers cite it."""
        return f"{self.year}-{self.number}"
