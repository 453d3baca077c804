"""Results of closed sheets in the record: an attempt for each line, kept for ever (R5.2, R6.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from services.grading.domain.outcome import Outcome, Result, settle
from services.grading.models import AttemptRow, SheetRow
from services.grading.usecases.debts import Tried
from services.grading.usecases.teaching import Listed, Teaching
from shared.clock import now, office_day


@dataclass(frozen=True, slots=True)
class Recorded:
    """A student's result with the attempt that it became."""

    listed: Listed
    result: Result
    attempt: Mapping[str, Any]
    replaced: AttemptRow | None = None
    """The result of the same attempt whose place it took (R5.3, D10)."""

    @property
    def told_before(self) -> bool:
        """Whether its case has been told a result of this attempt: I alone is none (D10)."""
        was = self.replaced
        return was is not None and (was.outcome != Outcome.INCOMPLETE or was.revision > 0)

    @property
    def tried(self) -> Tried:
        """The attempt as debts see it; a debt of who was not admitted carries the rating."""
        attempt, result = self.attempt, self.result
        shown = result.rating if result.outcome is Outcome.NOT_ADMITTED else result.percent
        return Tried(
            attempt_id=attempt["attempt_id"],
            student_id=attempt["student_id"],
            course_id=attempt["course_id"],
            term_id=attempt["term_id"],
            day=office_day(attempt["true_from"]),
            makes_debt=attempt["makes_debt"],
            closes_debt=attempt["closes_debt"],
            reason=result.outcome,
            percent=None if shown is None else Decimal(shown),
            debt_id=self.listed.exam.debt_id,
            case_id=self.listed.exam.case_id,
        )


def record(session: Session, found: Teaching) -> list[Recorded]:
    """Work out every line of a complete examination sheet, write it down there, and add the attempts."""
    numbers, earlier = _attempt_numbers(session, found), _earlier(session, found)
    recorded = []
    for one in found.listed:
        result, replaced = settle(one.row, found.policy, found.scale), earlier.get(one.student_id)
        attempt = _attempt(session, found, one, result, numbers[one.student_id])
        recorded.append(Recorded(one, result, {**attempt, **_in_place_of(replaced)}, replaced))
    session.execute(update(SheetRow), [_line(item) for item in recorded])
    session.execute(insert(AttemptRow), [dict(item.attempt) for item in recorded])
    return recorded


def _earlier(session: Session, found: Teaching) -> dict[UUID, AttemptRow]:
    """The results of these students that stand for the same section."""
    rows = session.scalars(
        select(AttemptRow).where(
            AttemptRow.section_id == found.section.section_id,
            AttemptRow.student_id.in_([one.student_id for one in found.listed]),
            AttemptRow.stands(),
        )
    )
    return {row.student_id: row for row in rows}


def _in_place_of(replaced: AttemptRow | None) -> dict[str, Any]:
    if replaced is None:
        return {"revision": 0, "replaces": None}
    return {
        "attempt_no": replaced.attempt_no,
        "revision": replaced.revision + 1,
        "replaces": replaced.attempt_id,
    }


def _line(item: Recorded) -> dict[str, Any]:
    result = item.result
    return {
        "row_id": item.listed.exam.row_id,
        "rating": result.rating,
        "percent": result.percent,
        "mark": result.mark,
        "outcome": result.outcome,
    }


def _attempt_numbers(session: Session, found: Teaching) -> dict[UUID, int]:
    students = [one.student_id for one in found.listed]
    known = session.execute(
        select(AttemptRow.student_id, func.max(AttemptRow.attempt_no))
        .where(AttemptRow.course_id == found.course.course_id, AttemptRow.student_id.in_(students))
        .group_by(AttemptRow.student_id)
    )
    last: dict[UUID, int] = {row[0]: row[1] for row in known}
    return {student_id: last.get(student_id, 0) + 1 for student_id in students}


def _attempt(session: Session, found: Teaching, one: Listed, result: Result, number: int) -> dict[str, Any]:
    moment, line, book = now(session), one.exam, found.book
    return {
        "attempt_id": uuid5(line.row_id, "attempt"),
        "student_id": one.student_id,
        "course_id": found.course.course_id,
        "term_id": found.term.term_id,
        "section_id": found.section.section_id,
        "case_id": line.case_id,
        "row_id": line.row_id,
        "attempt_no": number,
        "season": found.term.season,
        "academic_year": found.term.academic_year,
        "taken_on": found.term.ends_on,
        "mark": result.mark,
        "percent": result.percent,
        "outcome": result.outcome,
        "credits": found.course.credits,
        "points": book.points_of(result.mark, result.points),
        "in_gpa": found.course.in_gpa,
        "passed": result.passed,
        "makes_debt": book.makes_debt(result.mark, result.passed),
        "closes_debt": book.closes_debt(result.mark, result.passed),
        "rating": result.rating,
        "scale": found.scale.version,
        "policy_version": found.policy.version,
        "source": "sheet",
        "evidence": _evidence(one, result),
        "true_from": moment.office,
        "recorded_at": moment.real,
    }


def _evidence(one: Listed, result: Result) -> dict[str, Any]:
    """What the result rests on, as text: numbers stay exact."""
    marks: Sequence[Decimal | None] = one.row.attestations
    return {
        "attestations": [None if mark is None else str(mark) for mark in marks],
        "exam": None if one.exam.value is None else str(one.exam.value),
        "rule": result.rule,
    }
