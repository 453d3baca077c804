"""Exceptions for one person or one section: acts by two with a reason, kept on a register (R1.4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded


class ExceptionAct(Base, Recorded):
    """One asks, another approves or refuses; a decided row is kept as it is."""

    __tablename__ = "exceptions"
    __table_args__ = (
        CheckConstraint("status IN ('asked', 'approved', 'refused')", name="status"),
        CheckConstraint("(status = 'asked') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decider"),
        CheckConstraint("decided_by <> asked_by", name="by_two"),
        CheckConstraint("reason <> ''", name="reason"),
        Index("ix_exceptions_subject", "kind", "subject_id"),
    )

    exception_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """``domain.exceptions.Kind``."""
    subject_id: Mapped[UUID]
    """The section or the application that it is about."""
    subject: Mapped[str]
    """Its codes, as the register prints them."""
    student_id: Mapped[UUID | None] = mapped_column(ForeignKey("students.student_id"), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What exactly is asked: ``{capacity, before}``, ``{hold}``."""
    reason: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
    """Number and date of the paper that it rests on."""
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"))
    asked_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default="asked")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.person_id"))
    decided_at: Mapped[datetime | None]
    """Office time; ``decided_recorded_at`` is real time: nothing can be back-dated unseen."""
    decided_recorded_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")
