"""Our bank accounts, statements as they came, and the queue of what could be for us (R14.2, R14.4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.models.base import Base
from shared.money import Money


class BankAccount(Base):
    """An account of the university on which the office's money may arrive."""

    __tablename__ = "bank_accounts"

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    iban: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    bank: Mapped[str]
    bic: Mapped[str]
    for_payments: Mapped[bool]
    """Whether invoices name it."""
    first_on: Mapped[date | None]
    through_on: Mapped[date | None]
    complete_through: Mapped[date | None]
    """The last day that was over when its statement was made: only such days decide what lapses (R8.4)."""
    opening: Mapped[Money]
    balance: Mapped[Money]
    added_at: Mapped[datetime]


class Payee(Base):
    """Who is paid, as invoices print it: one row."""

    __tablename__ = "payee"
    __table_args__ = (CheckConstraint("id = 1", "one_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    names: Mapped[dict[str, str]]
    bin: Mapped[str]
    kbe: Mapped[str]
    purpose_code: Mapped[str]


class StatementFile(Base):
    """A statement as it was loaded: the file itself, its hash, who and when; only added."""

    __tablename__ = "statement_files"

    file_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("bank_accounts.account_id"), index=True)
    name: Mapped[str]
    content: Mapped[bytes]
    sha256: Mapped[str] = mapped_column(unique=True)
    encoding: Mapped[str]
    from_on: Mapped[date]
    through_on: Mapped[date]
    complete_through: Mapped[date]
    opening: Mapped[Money]
    received: Mapped[Money]
    spent: Mapped[Money]
    closing: Mapped[Money]
    lines: Mapped[int]
    new_lines: Mapped[int]
    loaded_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    loaded_by: Mapped[UUID | None]
    loader_name: Mapped[str]


class StatementLine(Base):
    """One operation, once, whatever files name it (R14.2); only added."""

    __tablename__ = "statement_lines"
    __table_args__ = (
        CheckConstraint("amount > 0", "amount"),
        CheckConstraint("way IN ('posts', 'queue', 'clearing', 'payout')", "way"),
        Index("ix_statement_lines_account_day", "account_id", "operation_on"),
    )

    line_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """Account, bank document, date, sum, payer's account, occurrence within the day."""
    file_id: Mapped[UUID] = mapped_column(ForeignKey("statement_files.file_id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("bank_accounts.account_id"))
    row: Mapped[int]
    number: Mapped[str]
    operation_on: Mapped[date]
    documented_on: Mapped[date | None]
    incoming: Mapped[bool]
    amount: Mapped[Money]
    payer_name: Mapped[str]
    payer_id: Mapped[str]
    payer_account: Mapped[str]
    payee_name: Mapped[str]
    payee_id: Mapped[str]
    payee_account: Mapped[str]
    purpose: Mapped[str]
    purpose_code: Mapped[str]
    way: Mapped[str]
    reasons: Mapped[list[Any]]
    """Why it went that way: codes with rules."""
    rule_id: Mapped[UUID | None] = mapped_column(ForeignKey("class_rules.rule_id"))


class QueueItem(Base):
    """Income that could be for us and waits for finance, with candidates and clues (R14.2)."""

    __tablename__ = "queue_items"
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'assigned', 'returning', 'returned', 'cleared')", "status"),
        CheckConstraint("kind IN ('unknown', 'choice', 'lump')", "kind"),
    )

    line_id: Mapped[UUID] = mapped_column(ForeignKey("statement_lines.line_id"), primary_key=True)
    status: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    """``unknown``: finance finds whose it is; ``choice``: the student chooses (D4); ``lump``: a provider's (D17)."""
    student_id: Mapped[UUID | None] = mapped_column(index=True)
    """Who chooses."""
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("providers.provider_id"))
    act_by: Mapped[datetime | None]
    """Until then the student chooses (D4), or the register is expected (D17)."""
    likelihood: Mapped[int]
    candidates: Mapped[list[Any]]
    queued_at: Mapped[datetime]


class StatementsThrough(Base):
    """The day through which all accounts are in, as it was told: one row, locked by whoever loads."""

    __tablename__ = "statements_through"
    __table_args__ = (CheckConstraint("id = 1", "one_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    through: Mapped[date | None]
    version_no: Mapped[int]
