"""The register of acts that made a person nameless: asked by one, decided by another, done in four services."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded

SERVICES = ("registration", "grading", "billing", "notifications")


class Anonymisation(Base, Recorded):
    """Who is made nameless, why, by which paper; ``done``: when each service did its part. No name stands here."""

    __tablename__ = "anonymisations"
    __table_args__ = (
        CheckConstraint("status IN ('asked', 'approved', 'refused')", name="status"),
        CheckConstraint("(status = 'asked') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("decided_by <> asked_by", name="by_two"),
    )

    anonymisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"), index=True)
    number: Mapped[str]
    why: Mapped[str]
    document: Mapped[str]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"))
    asked_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default="asked")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.person_id"))
    decided_at: Mapped[datetime | None]
    done: Mapped[dict[str, str]] = mapped_column(default=dict)

    @property
    def is_whole(self) -> bool:
        """Every service has done its part."""
        return set(SERVICES) <= self.done.keys()
