"""Tables of notifications: copies of people, their choices, notices, deliveries with proof."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db import TYPES, new_metadata

CHANNELS = "channel IN ('inbox', 'email')"


class Base(DeclarativeBase):
    """What the tables of this service have in common."""

    metadata = new_metadata()
    type_annotation_map = TYPES


class Person(Base):
    """A copy of a person, told by registration. Personal data: name and e-mail address."""

    __tablename__ = "people"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(index=True)
    folded: Mapped[str]
    language: Mapped[str]
    email: Mapped[str | None]
    is_staff: Mapped[bool]
    silenced: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Nothing is sent to him any more (D14)."""


class Choice(Base):
    """A channel that a person switched on or off himself; without a row the default holds: on."""

    __tablename__ = "choices"
    __table_args__ = (CheckConstraint("channel = 'email'", name="not_the_inbox"),)

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    is_on: Mapped[bool]
    changed_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class Notice(Base):
    """What a person is told, once a key: a template and typed values, printed when shown (R13.2).

    ``said_at`` is the office's moment, ``recorded_at`` the real one. ``folded`` is what a search in the inbox finds.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_inbox", "person_id", text("said_at DESC"), "notice_id"),
        Index("ix_notices_unread", "person_id", postgresql_where=text("read_at IS NULL")),
    )

    notice_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID]
    template: Mapped[str]
    params: Mapped[dict[str, str]]
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    required_by_law: Mapped[bool]
    folded: Mapped[str]
    said_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    proof: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its sender wants to hear what becomes of it."""


class Delivery(Base):
    """A notice on its way by one channel, and what proves that it arrived; tries are counted on the real clock."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("notice_id", "channel"),
        CheckConstraint(CHANNELS, name="known_channel"),
        CheckConstraint("status IN ('waiting', 'delivered', 'sent', 'failed', 'no_address')", name="known_status"),
        CheckConstraint("(status IN ('delivered', 'sent')) = (done_at IS NOT NULL)", name="done_has_its_moment"),
        CheckConstraint("(status IN ('delivered', 'sent')) = (proof IS NOT NULL)", name="done_has_its_proof"),
        Index("ix_deliveries_due", "next_try_at", postgresql_where=text("status = 'waiting'")),
        Index("ix_deliveries_trouble", "delivery_id", postgresql_where=text("status IN ('failed', 'no_address')")),
    )

    delivery_id: Mapped[UUID] = mapped_column(primary_key=True)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.notice_id"))
    person_id: Mapped[UUID] = mapped_column(index=True)
    channel: Mapped[str]
    status: Mapped[str]
    tries: Mapped[int] = mapped_column(server_default="0")
    next_try_at: Mapped[datetime]
    address: Mapped[str | None]
    done_at: Mapped[datetime | None]
    proof: Mapped[str | None]
    error: Mapped[str | None]
