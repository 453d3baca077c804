"""The books: entries of double entry, only added; each sums to zero, which the database itself sees to (R14.1)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.models.base import Base
from shared.money import Money


class Entry(Base):
    """Why money moved: true on ``happened_on``, recorded at ``made_at``."""

    __tablename__ = "entries"

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    nth: Mapped[int] = mapped_column(Identity(always=True), unique=True)
    kind: Mapped[str]
    happened_on: Mapped[date]
    made_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    student_id: Mapped[UUID | None] = mapped_column(index=True)
    invoice_id: Mapped[UUID | None] = mapped_column(index=True)
    line_id: Mapped[UUID | None] = mapped_column(index=True)
    cash_id: Mapped[UUID | None]
    """The receipt of the cash desk."""


class Posting(Base):
    """A sum on an account: debit above zero, credit below."""

    __tablename__ = "postings"
    __table_args__ = (
        CheckConstraint("amount <> 0", "amount"),
        Index("ix_postings_account_subject", "account", "subject"),
    )

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.entry_id"), primary_key=True)
    nth: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    account: Mapped[str]
    subject: Mapped[str]
    amount: Mapped[Money]
