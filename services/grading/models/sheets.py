"""Attestation lists and examination sheets, their rows, and every mark that was entered (R5.1).

A trigger refuses to change a sealed sheet; a correction (R5.3) is a later version of the sheet beside it.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    UniqueConstraint,
    and_,
    exists,
    text,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from services.grading.models.base import Base


class Sheet(Base):
    """One attestation list of a section and attestation, or one examination sheet of a section and session."""

    __tablename__ = "sheets"
    __table_args__ = (
        UniqueConstraint("section_id", "kind", "nth", "version_no"),
        CheckConstraint("kind IN ('attestation', 'exam')", name="kind"),
        CheckConstraint("status IN ('open', 'sealed')", name="status"),
        CheckConstraint("(status = 'sealed') = (sealed_at IS NOT NULL AND sealed_by IS NOT NULL)", name="seal"),
        Index("ix_sheets_late", "late_since", postgresql_where=text("late_since IS NOT NULL")),
    )

    sheet_id: Mapped[UUID] = mapped_column(primary_key=True)
    section_id: Mapped[UUID]
    course_id: Mapped[UUID]
    term_id: Mapped[UUID]
    kind: Mapped[str]
    nth: Mapped[int]
    """Which attestation; of an examination sheet, which session."""
    version_no: Mapped[int] = mapped_column(server_default="1")
    """Above 1 for the new version that an approved correction makes."""
    number: Mapped[int] = mapped_column(Identity(), unique=True)
    """Under which people know it."""
    status: Mapped[str] = mapped_column(server_default="open")
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """By when the results must be in (R5.1)."""
    late_since: Mapped[datetime | None]
    """Set when the time is over and results are missing; taken back when they are in."""
    sealed_at: Mapped[datetime | None]
    sealed_recorded_at: Mapped[datetime | None]
    sealed_by: Mapped[UUID | None]
    signature: Mapped[str | None]
    """The name under which the teacher signed."""
    paper_number: Mapped[str | None]
    """The signed paper sheet from which a dean's delegate entered it."""
    policy_version: Mapped[int | None]
    held_at: Mapped[datetime | None]
    """End of an exam in the reserve days; that of the first session stands with the section."""
    late_level: Mapped[int] = mapped_column(server_default="0")
    """Whom its delay has reached: 1 the teacher, 2 dean and office, 3 the rectorate (R13.1)."""
    correction_id: Mapped[UUID | None] = mapped_column(ForeignKey("corrections.correction_id"))
    """The act that made this version (R5.3)."""
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("scans.scan_id"))
    """The signed paper sheet (R5.1)."""

    @classmethod
    def is_newest(cls) -> ColumnElement[bool]:
        """No correction has made a later version of it."""
        later = aliased(cls)
        same = and_(later.section_id == cls.section_id, later.kind == cls.kind, later.nth == cls.nth)
        return ~exists().where(same, later.version_no > cls.version_no).correlate(cls)


WITHDRAWN = "withdrawn"
"""Outcome of the line of one who left: it stands on the list and waits for nothing (R8.7)."""


class SheetRow(Base):
    """A student's line of a sheet: the mark as it stands, and on a sealed examination sheet what it came to."""

    __tablename__ = "sheet_rows"
    __table_args__ = (
        UniqueConstraint("sheet_id", "student_id"),
        CheckConstraint("value BETWEEN 0 AND 100", name="value"),
        CheckConstraint("appearance IN ('appeared', 'did_not_appear', 'cribs', 'excused')", name="appearance"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
    )

    row_id: Mapped[UUID] = mapped_column(primary_key=True)
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("sheets.sheet_id"))
    student_id: Mapped[UUID] = mapped_column(index=True)
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    debt_id: Mapped[UUID | None]
    value: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    appearance: Mapped[str | None]
    act_number: Mapped[str | None]
    """The invigilator's act about cribs (R4.7)."""
    added_at: Mapped[datetime | None]
    """When its student came to the list."""
    entered_at: Mapped[datetime | None]
    rating: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    percent: Mapped[int | None]
    mark: Mapped[str | None]
    outcome: Mapped[str | None]

    @classmethod
    def is_there(cls) -> ColumnElement[bool]:
        """Its student has not left the section (R8.7)."""
        return cls.outcome.is_distinct_from(WITHDRAWN)


class Leaver(Base):
    """A case whose student left the section; nothing opens lines for it again (R8.7)."""

    __tablename__ = "leavers"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    section_id: Mapped[UUID] = mapped_column(index=True)
    student_id: Mapped[UUID]
    left_at: Mapped[datetime]
    mark: Mapped[str]
    why: Mapped[str]


class MarkEntry(Base):
    """A mark as somebody entered it: kept for ever, also when another took its place."""

    __tablename__ = "marks"

    mark_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_id: Mapped[UUID] = mapped_column(ForeignKey("sheet_rows.row_id"), index=True)
    value: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    appearance: Mapped[str | None]
    true_from: Mapped[datetime]
    """Office time."""
    recorded_at: Mapped[datetime]
    """Real time: nothing can be back-dated unseen."""
    entered_by: Mapped[UUID]
    on_behalf_of: Mapped[UUID | None]
    """The teacher, where a delegate entered it."""
