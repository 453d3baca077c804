"""Acting for another: staff for a student on a paper, a delegate by name for a dean (R1.2, D26)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded


class ActForStudent(Base, Recorded):
    """Staff acted for a student: ground and paper; his objection and the chairman's decision about it."""

    __tablename__ = "acts_for_students"
    __table_args__ = (
        CheckConstraint("ground <> '' AND paper <> ''", name="ground"),
        CheckConstraint("(objected_at IS NULL) = (objection = '')", name="objection"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided"),
        CheckConstraint("decided_by <> staff_id", name="by_another"),
        CheckConstraint("decision IN ('founded', 'unfounded')", name="decision"),
    )

    behalf_id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(index=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"))
    student_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"), index=True)
    ground: Mapped[str]
    paper: Mapped[str]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    objection: Mapped[str] = mapped_column(default="")
    objected_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.person_id"))
    decided_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")


class Delegation(Base, Recorded):
    """A dean names who acts for him, from a day to a day, for which acts; ended by a last day, never deleted."""

    __tablename__ = "delegations"
    __table_args__ = (
        CheckConstraint("valid_until >= valid_from", name="valid"),
        CheckConstraint("delegate_id <> principal_id", name="another"),
    )

    delegation_id: Mapped[UUID] = mapped_column(primary_key=True)
    principal_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"), index=True)
    delegate_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"), index=True)
    acts: Mapped[str]
    """Names of ``shared.identity.permissions.DELEGABLE`` with commas between."""
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    reason: Mapped[str]
    ended_at: Mapped[datetime | None]
    """When the dean ended it before its last day."""
