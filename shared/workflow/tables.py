"""The engine's tables: where each case stands, what was said to it, and its history.

They are the kernel's, but stand only in the schema of a service that runs workflows: its models name this metadata.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db import TYPES, new_metadata


class KernelBase(DeclarativeBase):
    """The engine's tables stand only where workflows run: a service names this metadata beside its own."""

    metadata = new_metadata()
    type_annotation_map = TYPES


class Case(KernelBase):
    """Where a case stands in its workflow. The version is the one it began with, to its end."""

    __tablename__ = "cases"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    workflow: Mapped[str]
    version: Mapped[int]
    state: Mapped[str] = mapped_column(default="running")
    path: Mapped[str] = mapped_column(default="", server_default="")
    """The interrupt on whose path it is, by name; empty on the main way. ``step`` counts on that path."""
    step: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(default="")
    entered: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime | None]
    due_passed: Mapped[bool] = mapped_column(default=False)
    facts_overdue: Mapped[bool] = mapped_column(default=False)
    unanswered: Mapped[bool] = mapped_column(default=False)
    past_no_way_back: Mapped[bool] = mapped_column(default=False)
    way: Mapped[str | None]
    correlation: Mapped[str]
    began_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_cases_running", "workflow", "label", "changed_at", postgresql_where=text("state = 'running'")),
    )


class CaseEvent(KernelBase):
    """What was said to a case, kept from its arrival on; ``used_at`` once a step took it."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    name: Mapped[str]
    message_version: Mapped[int]
    body: Mapped[dict[str, Any]]
    arrived_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_case_events_unused", "case_id", postgresql_where=text("used_at IS NULL")),)


class CaseHistory(KernelBase):
    """What happened to a case: when in the office's time and when it was recorded, why, by whom, by which rule."""

    __tablename__ = "case_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(index=True)
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    what: Mapped[str]
    label: Mapped[str]
    detail: Mapped[dict[str, Any] | None]
    rules: Mapped[str | None]
    by: Mapped[UUID | None]
