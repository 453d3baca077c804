"""Result certificates of students of other universities: a chain of seals of their own (R8.8, R5.4)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.grading.models.base import Base


class ResultCertificate(Base):
    """A link of the chain ``certificates`` with the result as it was signed; a trigger refuses to change it.

    A corrected result gets a certificate of its own with the next revision; the old one stays as issued (R15.2).
    """

    __tablename__ = "result_certificates"
    __table_args__ = (UniqueConstraint("case_id", "revision"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[UUID]
    revision: Mapped[int] = mapped_column(server_default="0")
    """Of the result; the highest of a case holds."""
    student_id: Mapped[UUID] = mapped_column(index=True)
    previous: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    signature: Mapped[str]
    key_id: Mapped[str]
    document: Mapped[str]
    sealed_at: Mapped[datetime]
