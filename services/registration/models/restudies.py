"""Re-studies that were not paid by the final date for removing the debt (R9.3)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base


class UnpaidRestudy(Base):
    """The final date of a debt has passed unpaid while this office watched it.

    What was over when the records were brought in is none: nobody was told of that date.
    """

    __tablename__ = "unpaid_restudies"

    debt_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(index=True)
    final_on: Mapped[date]
