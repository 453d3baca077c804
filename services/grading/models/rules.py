"""Policies, scales and other marks: decided by the university, with the date from which they are in force (R4)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from services.grading.models.base import Base


class PolicyRow(Base):
    """One version of the grading policy; rows are added, never changed."""

    __tablename__ = "policies"
    __table_args__ = (
        CheckConstraint("rating_weight + exam_weight = 100", name="weighs_100"),
        CheckConstraint("admission_mode IN ('mean', 'each')", name="admission_mode"),
        CheckConstraint("repeated IN ('last', 'best', 'all')", name="repeated"),
        CheckConstraint("sheet_hours > 0", name="sheet_hours"),
        CheckConstraint("sheet_clock IN ('clock', 'working')", name="sheet_clock"),
        CheckConstraint("work_from >= 0 AND work_from < work_until AND work_until < 24", name="work_hours"),
    )

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    valid_from: Mapped[date]
    season: Mapped[str | None]
    course_id: Mapped[UUID | None]
    attestation_weeks: Mapped[list[Any]]
    attestation_weights: Mapped[list[Any]]
    admission_value: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    admission_mode: Mapped[str]
    rating_weight: Mapped[int]
    exam_weight: Mapped[int]
    exam_minimum: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    sheet_hours: Mapped[int]
    sheet_clock: Mapped[str] = mapped_column(server_default="clock")
    work_from: Mapped[int] = mapped_column(server_default="9")
    work_until: Mapped[int] = mapped_column(server_default="18")
    repeated: Mapped[str]
    scale: Mapped[str]
    decided_by: Mapped[UUID | None]
    reason: Mapped[str]
    recorded_at: Mapped[datetime]


class GradeRow(Base):
    """A row of a version of the scale (R4.5)."""

    __tablename__ = "scale_grades"
    __table_args__ = (CheckConstraint("least BETWEEN 0 AND 100", name="least"),)

    scale: Mapped[str] = mapped_column(primary_key=True)
    letter: Mapped[str] = mapped_column(primary_key=True)
    least: Mapped[int]
    points: Mapped[Decimal] = mapped_column(Numeric(3, 2))
    traditional: Mapped[str]
    passes: Mapped[bool]
    re_exam: Mapped[bool]
    printed: Mapped[str]


class OtherMarkRow(Base):
    """A mark that is no letter, with what it does (R4.6)."""

    __tablename__ = "other_marks"

    code: Mapped[str] = mapped_column(primary_key=True)
    counts_in_gpa: Mapped[bool]
    earns_credit: Mapped[bool]
    closes_debt: Mapped[bool]
    makes_debt: Mapped[bool]
    printed: Mapped[str]
