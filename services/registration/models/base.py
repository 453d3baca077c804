"""The ground of registration's tables."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import DeclarativeBase, Mapped

from shared.db import TYPES, new_metadata


class Base(DeclarativeBase):
    """A typed table of the schema ``registration``."""

    metadata = new_metadata()
    type_annotation_map = TYPES


class Recorded:
    """Who wrote a row, for whom, and when in real time: nothing can be back-dated unseen (design: Data)."""

    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]
    on_behalf_of: Mapped[UUID | None]
