"""Acts after and beside the sheets: corrections, appeals, cribs, what still can change, equivalents, scans.

What is decided is kept for ever: a trigger refuses to change it (R5.3).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.grading.models.base import Base


class ActPolicyRow(Base):
    """One version of what is decided about acts; rows are added, never changed."""

    __tablename__ = "act_policies"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    valid_from: Mapped[date]
    appeal_days: Mapped[int]
    commission_least: Mapped[int]
    certificate_days: Mapped[int]
    late_to_dean_hours: Mapped[int]
    late_to_rectorate_hours: Mapped[int]
    failures_warned: Mapped[int]
    appeal_decided_days: Mapped[int] = mapped_column(server_default="3")


class Correction(Base):
    """A change of a student's line: proposed by one, approved by another, or decided by a commission (R5.3, R5.5)."""

    __tablename__ = "corrections"
    __table_args__ = (
        CheckConstraint("source IN ('correction', 'certificate', 'appeal')", name="source"),
        CheckConstraint("status IN ('proposed', 'approved', 'refused')", name="status"),
        CheckConstraint("(status = 'proposed') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("new_value BETWEEN 0 AND 100", name="new_value"),
        Index("uq_corrections_waiting", "section_id", "student_id", unique=True,
              postgresql_where=text("status = 'proposed'")),
    )  # fmt: skip

    correction_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Identity(), unique=True)
    source: Mapped[str]
    status: Mapped[str]
    section_id: Mapped[UUID] = mapped_column(index=True)
    sheet_id: Mapped[UUID]
    """The sheet as it stood when this was proposed."""
    student_id: Mapped[UUID] = mapped_column(index=True)
    old_value: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    old_appearance: Mapped[str | None]
    old_mark: Mapped[str | None]
    new_value: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    new_appearance: Mapped[str | None]
    new_mark: Mapped[str | None]
    """What it came to, once approved; none for an attestation list whose exam is still to come."""
    reason: Mapped[str]
    document: Mapped[str]
    """Number of the paper that shows it."""
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("scans.scan_id"))
    proposed_by: Mapped[UUID]
    proposed_name: Mapped[str]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]


class Appeal(Base):
    """A student's appeal against a result, and what the commission decided (R5.5)."""

    __tablename__ = "appeals"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'raised', 'kept')", name="status"),
        CheckConstraint("(status = 'open') = (decided_at IS NULL)", name="decided"),
    )

    appeal_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Identity(), unique=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.attempt_id"), unique=True)
    """The result as it stood: one appeal a result."""
    student_id: Mapped[UUID] = mapped_column(index=True)
    section_id: Mapped[UUID] = mapped_column(index=True)
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("sheets.sheet_id"))
    status: Mapped[str]
    grounds: Mapped[str]
    filed_at: Mapped[datetime]
    decide_by: Mapped[datetime | None]
    members: Mapped[list[Any]]
    """The commission beside its chair: ``{"person_id", "name"}`` of each."""
    named_by: Mapped[UUID | None]
    protocol: Mapped[str | None]
    """Number of the protocol."""
    decision: Mapped[str | None]
    decided_by: Mapped[UUID | None]
    """The chair: of the rectorate."""
    decided_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    correction_id: Mapped[UUID | None] = mapped_column(ForeignKey("corrections.correction_id"))


class CribsAct(Base):
    """The invigilator's act about cribs (R4.7, D9)."""

    __tablename__ = "cribs_acts"

    row_id: Mapped[UUID] = mapped_column(ForeignKey("sheet_rows.row_id"), primary_key=True)
    number: Mapped[str]
    found_at: Mapped[datetime]
    what: Mapped[str]
    drawn_up_by: Mapped[str]
    """The invigilator."""
    witness: Mapped[str]
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("scans.scan_id"))
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]


class PendingResult(Base):
    """Whether a student's result in a course can still change, and why (R8.3, D8); told to registration."""

    __tablename__ = "pending_results"
    __table_args__ = (
        UniqueConstraint("student_id", "course_id"),
        CheckConstraint("why IN ('', 'open_sheet', 'appeal', 're_exam', 'cribs_act')", name="why"),
    )

    pending_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    student_id: Mapped[UUID]
    course_id: Mapped[UUID]
    term_id: Mapped[UUID]
    why: Mapped[str]
    """Empty once the result stands."""
    until: Mapped[datetime | None]


class Equivalent(Base):
    """A course that stands for one no longer offered, by an act of department and office (D12)."""

    __tablename__ = "equivalents"
    __table_args__ = (
        CheckConstraint("course_id <> equivalent_id", name="another"),
        CheckConstraint("status IN ('proposed', 'in_force', 'refused', 'ended')", name="status"),
        Index("uq_equivalents_live", "course_id", "equivalent_id", unique=True,
              postgresql_where=text("status IN ('proposed', 'in_force')")),
    )  # fmt: skip

    act_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Identity(), unique=True)
    version_no: Mapped[int]
    course_id: Mapped[UUID] = mapped_column(index=True)
    equivalent_id: Mapped[UUID]
    status: Mapped[str]
    document: Mapped[str]
    reason: Mapped[str]
    valid_from: Mapped[date]
    ended_on: Mapped[date | None]
    proposed_by: Mapped[UUID]
    proposed_name: Mapped[str]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]


class Scan(Base):
    """A picture of a signed paper, kept with its hash (R5.1)."""

    __tablename__ = "scans"

    scan_id: Mapped[UUID] = mapped_column(primary_key=True)
    section_id: Mapped[UUID | None] = mapped_column(index=True)
    """None where a student's paper concerns all his courses (R11.3)."""
    student_id: Mapped[UUID | None]
    """Whose paper it is, where it concerns one student only."""
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[bytes]
    sent_by: Mapped[UUID]
    sent_at: Mapped[datetime]
