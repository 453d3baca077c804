"""Statements that were sent for a preview: kept until they are loaded or a day has passed. No book knows them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.billing.models.base import Base


class StatementDraft(Base):
    """A file as it was sent."""

    __tablename__ = "statement_drafts"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    content: Mapped[bytes]
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID | None]
