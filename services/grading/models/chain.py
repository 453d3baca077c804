"""The chain of seals over closed sheets (R5.3, R5.4); a trigger refuses to change it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.grading.models.base import Base


class SealedDocument(Base):
    """A link of the chain with the sheet as it was signed, in its canonical writing."""

    __tablename__ = "seals"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("sheets.sheet_id"), unique=True)
    previous: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    signature: Mapped[str]
    key_id: Mapped[str]
    document: Mapped[str]
    sealed_at: Mapped[datetime]


class ChainHead(Base):
    """The last link, locked by whoever appends the next."""

    __tablename__ = "chain_heads"

    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    digest: Mapped[str]
