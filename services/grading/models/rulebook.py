"""Policies, scales and other marks as the domain speaks of them: few rows, read whole."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.policies import AdmissionMode, Policy, Repeated, in_force
from services.grading.domain.scales import Grade, OtherMark, Scale, scale_of
from services.grading.domain.sheet_clock import SheetClock
from services.grading.models.rules import GradeRow, OtherMarkRow, PolicyRow


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that the university has decided about marks."""

    policies: tuple[Policy, ...]
    scales: dict[str, Scale]
    marks: dict[str, OtherMark]

    def policy(self, day: date, *, season: str | None = None, course_id: UUID | None = None) -> Policy:
        """The policy in force on a day; of a course, that is the first day of its term."""
        return in_force(self.policies, day, season=season, course_id=course_id)

    def scale(self, policy: Policy) -> Scale:
        return self.scales[policy.scale]

    def points_of(self, mark: str, points: Decimal) -> Decimal | None:
        """What a mark counts in the GPA: a letter its points; another mark 0, or nothing at all (R4.6)."""
        other = self.marks.get(mark)
        if other is None:
            return points
        return Decimal(0) if other.counts_in_gpa else None

    def makes_debt(self, mark: str, passed: bool) -> bool:
        other = self.marks.get(mark)
        return not passed if other is None else other.makes_debt

    def closes_debt(self, mark: str, passed: bool) -> bool:
        other = self.marks.get(mark)
        return passed if other is None else other.closes_debt


def rulebook(session: Session) -> Rulebook:
    """Read all of it."""
    grades: dict[str, list[Grade]] = defaultdict(list)
    for row in session.scalars(select(GradeRow)):
        grades[row.scale].append(
            Grade(row.letter, row.least, row.points, row.traditional, row.passes, row.re_exam, row.printed)
        )
    return Rulebook(
        policies=tuple(_policy(row) for row in session.scalars(select(PolicyRow))),
        scales={version: scale_of(version, rows) for version, rows in grades.items()},
        marks={row.code: _mark(row) for row in session.scalars(select(OtherMarkRow))},
    )


def _mark(row: OtherMarkRow) -> OtherMark:
    return OtherMark(row.code, row.counts_in_gpa, row.earns_credit, row.closes_debt, row.makes_debt, row.printed)


def _policy(row: PolicyRow) -> Policy:
    return Policy(
        version=row.version,
        valid_from=row.valid_from,
        season=row.season,
        course_id=row.course_id,
        attestation_weeks=tuple(row.attestation_weeks),
        attestation_weights=tuple(row.attestation_weights),
        admission_value=row.admission_value,
        admission_mode=AdmissionMode(row.admission_mode),
        rating_weight=row.rating_weight,
        exam_weight=row.exam_weight,
        exam_minimum=row.exam_minimum,
        sheet_hours=row.sheet_hours,
        repeated=Repeated(row.repeated),
        scale=row.scale,
        sheet_clock=SheetClock(row.sheet_clock),
        work_from=row.work_from,
        work_until=row.work_until,
    )
