"""Deadlines that wait for the chairman after a long outage, his releases, and dates that he moved (R13.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded


class HeldDeadlines(Base):
    """What a service holds, as it told last: of each kind the number, the first moment and the last."""

    __tablename__ = "held_deadlines"

    service: Mapped[str] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    held: Mapped[list[Any]]
    """``[{kind, number, since, until}]``."""


class DeadlineRelease(Base, Recorded):
    """The chairman's act that let held deadlines of one kind in one service act; rows are only added (R13.1)."""

    __tablename__ = "deadline_releases"

    release_id: Mapped[UUID] = mapped_column(primary_key=True)
    released_at: Mapped[datetime]
    """Office time."""
    service: Mapped[str]
    kind: Mapped[str]
    number: Mapped[int]
    """As many as he saw."""
    since: Mapped[datetime]
    through: Mapped[datetime]
    why: Mapped[str]


class DateMove(Base, Recorded):
    """An act that moved dates of a published term later, for all concerned; rows are only added (R13.1)."""

    __tablename__ = "date_moves"
    __table_args__ = (CheckConstraint("cause IN ('act', 'outage', 'day_off')", name="cause"),)

    move_id: Mapped[UUID] = mapped_column(primary_key=True)
    term_id: Mapped[UUID] = mapped_column(ForeignKey("terms.term_id"), index=True)
    cause: Mapped[str]
    version_no: Mapped[int]
    """Of the term's chain of dates after the act."""
    moved_at: Mapped[datetime]
    """Office time."""
    moved: Mapped[list[Any]]
    """``[{name, old, new}]``: names of the chain's dates, or ``due_at`` of single seats; ISO moments or days."""
    seats: Mapped[int]
    """Seats whose due date moved with it."""
    why: Mapped[str]
