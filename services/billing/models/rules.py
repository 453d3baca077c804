"""Data that decides: prices, policies, and the rules that class lines outside our services. Rows are only added."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.models.base import Base
from shared.money import Money


class Tariff(Base):
    """The price of one credit for a specialty and academic year, in force from a day (R9.2)."""

    __tablename__ = "tariffs"
    __table_args__ = (
        UniqueConstraint("specialty", "academic_year", "version_no"),
        CheckConstraint("price > 0", "price"),
    )

    tariff_id: Mapped[UUID] = mapped_column(primary_key=True)
    specialty: Mapped[str]
    academic_year: Mapped[int]
    version_no: Mapped[int]
    price: Mapped[Money]
    valid_from: Mapped[date]
    ground: Mapped[str]
    """The order of the Department of Financial and Economic Affairs."""
    set_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    set_by: Mapped[UUID | None]


class PolicyRow(Base):
    """A value marked *policy* in the rules, with the day from which it is in force."""

    __tablename__ = "policies"

    name: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    rule: Mapped[str]
    why: Mapped[str | None]
    set_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime | None]


class ClassRuleRow(Base):
    """A readable, dated rule: lines with these words go to clearing under this title (R14.2)."""

    __tablename__ = "class_rules"

    rule_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    """Of two rules that fit, the lower number decides."""
    titles: Mapped[dict[str, str]]
    incoming: Mapped[bool]
    words: Mapped[list[Any]]
    unless_words: Mapped[list[Any]]
    """Words of our own services: with one of them the line is not classed, it waits in the queue."""
    purpose_codes: Mapped[list[Any]]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
