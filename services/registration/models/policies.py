"""Policies: dated rows, never constants in code; every result can say which row and version made it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded


class Policy(Base, Recorded):
    """A policy in force from a day on; ``scope`` is empty for all, else ``specialty:...``, ``year:...`` and so on."""

    __tablename__ = "policies"
    __table_args__ = (UniqueConstraint("key", "scope", "version"),)

    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str]
    scope: Mapped[str] = mapped_column(default="")
    version: Mapped[int]
    valid_from: Mapped[date]
    value: Mapped[dict[str, Any]]
    rule: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
