"""What happens with seats: the first day's draw, each change of an occupation, offers to the line (R3.5, D2, D20)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded


class Draw(Base):
    """The act that gave the first day's seats of a term, once (D2)."""

    __tablename__ = "draws"

    term_id: Mapped[UUID] = mapped_column(ForeignKey("terms.term_id"), primary_key=True)
    held_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    seats: Mapped[int]
    line: Mapped[int]


class SeatHistory(Base):
    """Every change of a section's occupation; rows are only ever added (R3.5)."""

    __tablename__ = "seat_history"
    __table_args__ = (
        CheckConstraint("change IN ('held', 'offered', 'freed')", name="change"),
        CheckConstraint("taken_after BETWEEN 0 AND capacity", name="seats"),
        Index("ix_seat_history_section", "section_id", "seat_change_id"),
    )

    seat_change_id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    section_id: Mapped[UUID] = mapped_column(ForeignKey("sections.section_id"))
    at: Mapped[datetime]
    """Office time."""
    recorded_at: Mapped[datetime]
    change: Mapped[str]
    taken_after: Mapped[int]
    capacity: Mapped[int]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("applications.case_id"), index=True)
    why: Mapped[str]
    """Rule or decided case."""


class SeatOffer(Base, Recorded):
    """A freed seat offered to the first of the line who still qualifies, for a limited time (R3.5, D20)."""

    __tablename__ = "seat_offers"
    __table_args__ = (
        CheckConstraint("answer IN ('accepted', 'declined')", name="answer"),
        CheckConstraint("outcome IN ('accepted', 'declined', 'expired', 'taken_back')", name="outcome"),
        Index("uq_seat_offers_open", "application_id", unique=True, postgresql_where=text("outcome IS NULL")),
    )

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    """The offer is a case of its own."""
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.case_id"), index=True)
    student_id: Mapped[UUID] = mapped_column(ForeignKey("students.student_id"), index=True)
    section_id: Mapped[UUID] = mapped_column(ForeignKey("sections.section_id"), index=True)
    made_at: Mapped[datetime]
    until: Mapped[datetime]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]
    outcome: Mapped[str | None]


class SectionSwap(Base):
    """A student with a seat waits for one in another section of his course; until then he keeps his own (D20)."""

    __tablename__ = "section_swaps"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("applications.case_id"), primary_key=True)
    section_id: Mapped[UUID] = mapped_column(ForeignKey("sections.section_id"), index=True)
    asked_at: Mapped[datetime]
