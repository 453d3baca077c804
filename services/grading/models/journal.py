"""The journal of a section: its classes by date, who was absent, what excuses it, how each student stands (R11.2d).

Entries, acts about classes and excuses are only added: a trigger refuses to change them. What was wrong is corrected
by a later entry beside it.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.grading.models.base import Base


class AbsencePolicyRow(Base):
    """One version of what is decided about absences; rows are added, never changed."""

    __tablename__ = "absence_policies"
    __table_args__ = (
        CheckConstraint('"limit" BETWEEN 1 AND 100', name="limit"),
        CheckConstraint("effect IN ('ground', 'bars')", name="effect"),
    )

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    valid_from: Mapped[date]
    season: Mapped[str | None]
    levels: Mapped[list[Any]]
    limit: Mapped[int]
    effect: Mapped[str]
    away_days: Mapped[int]
    holiday_days: Mapped[int]
    class_weeks: Mapped[int]
    decided_by: Mapped[UUID | None]
    reason: Mapped[str]
    recorded_at: Mapped[datetime]


class JournalClass(Base):
    """A class of a section on its day, as it is to be held or was."""

    __tablename__ = "journal_classes"
    __table_args__ = (
        UniqueConstraint("section_id", "planned_as"),
        CheckConstraint("status IN ('planned', 'taken', 'not_held')", name="status"),
        CheckConstraint("ends_at > starts_at", name="hours"),
        Index("ix_journal_classes_section_id_starts_at", "section_id", "starts_at"),
    )

    class_id: Mapped[UUID] = mapped_column(primary_key=True)
    section_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    room: Mapped[str]
    status: Mapped[str]
    """``taken``: its absences are recorded."""
    planned_as: Mapped[str | None]
    """Day and hour in the timetable, also after it was moved; none for one that was added by hand."""
    moved: Mapped[bool] = mapped_column(server_default="false")


class ClassAct(Base):
    """What was done with a class: taken, moved, not held, held after all, added; kept for ever."""

    __tablename__ = "class_acts"
    __table_args__ = (
        CheckConstraint("kind IN ('taken', 'moved', 'not_held', 'held_after_all', 'added')", name="kind"),
    )

    number: Mapped[int] = mapped_column(Identity(), primary_key=True)
    class_id: Mapped[UUID] = mapped_column(index=True)
    section_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    from_at: Mapped[datetime | None]
    to_at: Mapped[datetime | None]
    why: Mapped[str]
    done_by: Mapped[UUID]
    done_name: Mapped[str]
    done_at: Mapped[datetime]
    """Office time."""
    recorded_at: Mapped[datetime]
    """Real time: nothing can be back-dated unseen."""


class AbsenceEntry(Base):
    """Somebody recorded that a student was absent, or by a counter-entry that he was not; the last one holds."""

    __tablename__ = "absence_entries"

    number: Mapped[int] = mapped_column(Identity(), primary_key=True)
    class_id: Mapped[UUID] = mapped_column(ForeignKey("journal_classes.class_id"), index=True)
    student_id: Mapped[UUID] = mapped_column(index=True)
    absent: Mapped[bool]
    why: Mapped[str]
    """Of a correction."""
    entered_by: Mapped[UUID]
    entered_name: Mapped[str]
    on_behalf_of: Mapped[UUID | None]
    """The teacher, where somebody entered it for him."""
    entered_at: Mapped[datetime]
    """Office time."""
    recorded_at: Mapped[datetime]


class AbsenceExcuse(Base):
    """A document that excuses a student's absences from a day to a day; or (``counters``) takes one back (R11.3)."""

    __tablename__ = "absence_excuses"
    __table_args__ = (
        CheckConstraint("kind IN ('certificate', 'official_trip', 'competition', 'force_majeure')", name="kind"),
        CheckConstraint("until_on >= from_on", name="order"),
    )

    excuse_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Identity(), unique=True)
    student_id: Mapped[UUID] = mapped_column(index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    kind: Mapped[str]
    document: Mapped[str]
    scan_id: Mapped[UUID] = mapped_column(ForeignKey("scans.scan_id"))
    counters: Mapped[UUID | None] = mapped_column(ForeignKey("absence_excuses.excuse_id"), unique=True)
    why: Mapped[str]
    done_by: Mapped[UUID]
    done_name: Mapped[str]
    done_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class AbsenceStanding(Base):
    """How a student stands in a section, worked out anew from the entries whenever they change."""

    __tablename__ = "absence_standings"

    section_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    missed: Mapped[int]
    """Not excused."""
    excused: Mapped[int]
    held: Mapped[int]
    share: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    level: Mapped[int]
    """The highest level of warning that he was told and that is still reached."""
    crossing: Mapped[int]
    """How often he fell below a level that he had been told: each crossing is told once."""
    over: Mapped[bool]
    """Over the limit of R11.2d; registration has been told."""
    barred: Mapped[bool]
    """From the exam (D10)."""
    version_no: Mapped[int]
    as_of: Mapped[datetime]


class AwayStanding(Base):
    """Whether a student is away since holidays or a trip, in a term (R11.2d); registration has been told."""

    __tablename__ = "away_standings"

    term_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    since: Mapped[date | None]
    until: Mapped[date | None]
    missed: Mapped[int]
    version_no: Mapped[int]
    as_of: Mapped[datetime]
