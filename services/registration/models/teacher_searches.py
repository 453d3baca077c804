"""A teacher who is gone after classes began: another is sought for some days, else the course is cancelled (D7)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded


class TeacherSearch(Base, Recorded):
    """One search of a section; at most one goes on."""

    __tablename__ = "teacher_searches"
    __table_args__ = (
        CheckConstraint("outcome IN ('named', 'cancelled')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="ended"),
        Index("uq_teacher_searches_live", "section_id", unique=True, postgresql_where=text("outcome IS NULL")),
    )

    search_id: Mapped[UUID] = mapped_column(primary_key=True)
    section_id: Mapped[UUID] = mapped_column(ForeignKey("sections.section_id"), index=True)
    teacher_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.person_id"))
    """Who is gone."""
    why: Mapped[str]
    reported_at: Mapped[datetime]
    until: Mapped[datetime]
    """The end of the last working day in which another may be named."""
    outcome: Mapped[str | None]
    named_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.person_id"))
    ended_at: Mapped[datetime | None]
