"""Averages with their derivation: "why?" on every number (R6.1, R6.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.gpa import Attempt, Gpa, gpa
from services.grading.models import AttemptRow, Course, GpaRow, Student, rulebook
from shared.clock import now

ORDER = (AttemptRow.taken_on, AttemptRow.attempt_no, AttemptRow.attempt_id)


@dataclass(frozen=True, slots=True)
class WhyLine:
    """An attempt in the derivation of an average: what it weighs, or why it does not."""

    course: str
    titles: dict[str, str]
    term: str
    season: str
    academic_year: int
    mark: str
    points: Decimal | None
    credits: int
    weight: Decimal
    counted: bool
    why: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """An average with everything that made it (R6.1): sums, attempts, policy and its version."""

    student_id: UUID
    gpa: Decimal | None
    points: Decimal
    credits: int
    policy_version: int
    policy_from: date
    repeated: str
    kept: Decimal | None
    """The average as it was kept when last worked out; the same, unless something is wrong."""
    worked_out_at: datetime | None
    lines: tuple[WhyLine, ...]


def student_by_number(session: Session, number: str) -> UUID | None:
    """The student with this number at the university."""
    return session.scalar(select(Student.student_id).where(Student.number == number))


def derivation(
    session: Session, student_id: UUID, *, academic_year: int | None = None, season: str | None = None
) -> Derivation:
    """The GPA of the whole study, of a year or of a term, worked out anew with its reasons (R6.1)."""
    rows = attempts_of(session, student_id, academic_year=academic_year, season=season)
    policy = rulebook(session).policy(now(session).day)
    found = gpa((as_attempt(attempt) for attempt, _ in rows), policy.repeated)
    kept = session.get(GpaRow, student_id) if academic_year is None and season is None else None
    return Derivation(
        student_id=student_id,
        gpa=found.value,
        points=found.points,
        credits=found.credits,
        policy_version=policy.version,
        policy_from=policy.valid_from,
        repeated=policy.repeated,
        kept=kept.gpa if kept else None,
        worked_out_at=kept.worked_out_at if kept else None,
        lines=tuple(_why_lines(found, rows)),
    )


def attempts_of(
    session: Session, student_id: UUID, *, academic_year: int | None = None, season: str | None = None
) -> list[tuple[AttemptRow, Course | None]]:
    """The attempts of a student, of a year or a term where these are named, in their order."""
    query = (
        select(AttemptRow, Course)
        .outerjoin(Course, Course.course_id == AttemptRow.course_id)
        .where(AttemptRow.student_id == student_id, AttemptRow.stands())
        .order_by(*ORDER)
    )
    if academic_year is not None:
        query = query.where(AttemptRow.academic_year == academic_year)
    if season is not None:
        query = query.where(AttemptRow.season == season)
    return [(attempt, course) for attempt, course in session.execute(query)]


def as_attempt(row: AttemptRow) -> Attempt:
    """The attempt as the rules look at it."""
    return Attempt(
        row.attempt_id, row.course_id, row.credits, row.mark, row.points, row.taken_on, row.attempt_no, row.in_gpa
    )


def _why_lines(found: Gpa, rows: Iterable[tuple[AttemptRow, Course | None]]) -> Iterable[WhyLine]:
    known = {attempt.attempt_id: (attempt, course) for attempt, course in rows}
    for line in found.lines:
        attempt, course = known[line.attempt.attempt_id]
        yield WhyLine(
            course=course.code if course else str(attempt.course_id),
            titles=course.titles if course else {},
            term=f"{attempt.season} {attempt.academic_year}/{attempt.academic_year + 1}",
            season=attempt.season,
            academic_year=attempt.academic_year,
            mark=attempt.mark,
            points=attempt.points,
            credits=attempt.credits,
            weight=line.weight,
            counted=line.counted,
            why=line.why,
        )
