"""Lines that an order of expulsion closed, so that a revoking order finds them again (R11.4)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.grading.models.base import Base


class StudyEnd(Base):
    """A line that was closed by the order of a case; ``resumed_at`` once it stands again."""

    __tablename__ = "study_ends"

    row_id: Mapped[UUID] = mapped_column(ForeignKey("sheet_rows.row_id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime]
    resumed_at: Mapped[datetime | None]
