"""Sections: a course in a term with a teacher, seats, weekly classes (R3.5, R8.5)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.registration.models.base import Base, Recorded

STATUSES = ("planned", "open", "cancelled", "not_held", "finished", "imported")


class Section(Base, Recorded):
    """A section; the CHECK stands behind every seat: never one student more than its capacity (R3.5)."""

    __tablename__ = "sections"
    __table_args__ = (
        CheckConstraint("taken BETWEEN 0 AND capacity", name="seats"),
        CheckConstraint("waiting >= 0", name="waiting"),
        CheckConstraint("minimum BETWEEN 0 AND capacity", name="minimum"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        UniqueConstraint("term_id", "course_id", "label"),
    )

    section_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int] = mapped_column(default=1)
    term_id: Mapped[UUID] = mapped_column(ForeignKey("terms.term_id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.course_id"), index=True)
    teacher_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.person_id"), index=True)
    label: Mapped[str]
    language: Mapped[str]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    """Places in the line: while anybody waits, a free seat goes only by the line (D21)."""
    minimum: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(default="planned")
    attestations_on: Mapped[list[Any]] = mapped_column(default=list)
    """ISO dates (R4.1)."""
    exam_at: Mapped[datetime | None]
    exam_ends_at: Mapped[datetime | None]
    times_changed_at: Mapped[datetime | None]
    """When the times of its classes were last changed while people were in it (D24)."""
    meetings: Mapped[list[SectionMeeting]] = relationship(
        back_populates="section", order_by="SectionMeeting.nth", cascade="all, delete-orphan"
    )

    @property
    def free(self) -> int:
        """Seats that nobody holds."""
        return self.capacity - self.taken


class SectionMeeting(Base):
    """A class of every week of the term: Monday is 1; hours of Almaty."""

    __tablename__ = "section_meetings"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("ends > starts", name="order"),
    )

    section_id: Mapped[UUID] = mapped_column(ForeignKey(Section.section_id, ondelete="CASCADE"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    room: Mapped[str] = mapped_column(default="")
    section: Mapped[Section] = relationship(back_populates="meetings")
