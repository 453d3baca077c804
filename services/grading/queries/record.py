"""A student's record: results by term, and debts with their reasons (R6.1, R9.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.gpa import gpa
from services.grading.models import AttemptRow, Course, Debt, Rulebook, Sheet, SheetRow, Term, rulebook
from services.grading.queries.averages import as_attempt, attempts_of
from shared.clock import now

PASSED = "passed"


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One attempt, as the student reads it."""

    attempt_id: UUID
    course_id: UUID
    course: str
    titles: dict[str, str]
    term_id: UUID
    season: str
    academic_year: int
    attempt_no: int
    credits: int
    mark: str
    printed: str
    percent: int | None
    points: Decimal | None
    traditional: str | None
    outcome: str
    rating: Decimal | None
    evidence: dict[str, Any]
    taken_on: date
    source: str
    instead_of: str = ""
    """Code of the course, no longer offered, whose debt it was taken for (D12)."""


@dataclass(frozen=True, slots=True)
class TermResults:
    """A term with its results and its own average."""

    season: str
    academic_year: int
    average: Decimal | None
    credits: int
    lines: tuple[ResultLine, ...]


@dataclass(frozen=True, slots=True)
class DebtLine:
    """An academic debt with its reason."""

    debt_id: UUID
    course_id: UUID
    course: str
    titles: dict[str, str]
    credits: int | None
    season: str | None
    academic_year: int | None
    status: str
    reason: str
    percent: Decimal | None
    since: date
    closed_on: date | None
    version_no: int


def results(session: Session, student_id: UUID) -> list[TermResults]:
    """Every attempt, by term, the newest term first; each term with its average (R6.1)."""
    book, rows, instead = rulebook(session), attempts_of(session, student_id), _instead(session, student_id)
    policy = book.policy(now(session).day)
    terms: dict[tuple[int, str], list[tuple[AttemptRow, Course | None]]] = {}
    for attempt, course in rows:
        terms.setdefault((attempt.academic_year, attempt.season), []).append((attempt, course))
    found = []
    for (year, season), own in terms.items():
        average = gpa((as_attempt(attempt) for attempt, _ in own), policy.repeated)
        lines = tuple(_result(attempt, course, book, instead.get(attempt.row_id, "")) for attempt, course in own)
        found.append((max(attempt.taken_on for attempt, _ in own), season, year, average, lines))
    found.sort(key=lambda term: (term[0], term[1]), reverse=True)
    return [TermResults(season, year, mean.value, mean.credits, lines) for _, season, year, mean, lines in found]


def record_book(session: Session, student_id: UUID) -> list[TermResults]:
    """What his record book holds: passing results by term, the oldest first; F is never printed in it (R5.2)."""
    terms = [
        (term, tuple(line for line in term.lines if line.outcome == PASSED)) for term in results(session, student_id)
    ]
    return [replace(term, lines=lines) for term, lines in reversed(terms) if lines]


def debts(session: Session, student_id: UUID, *, open_only: bool = False) -> list[DebtLine]:
    """The student's academic debts, open ones first."""
    query = (
        select(Debt, Course, Term)
        .outerjoin(Course, Course.course_id == Debt.course_id)
        .outerjoin(Term, Term.term_id == Debt.term_id)
        .where(Debt.student_id == student_id)
        .order_by(Debt.status.desc(), Debt.since, Debt.debt_id)
    )
    if open_only:
        query = query.where(Debt.status == "open")
    return [_debt(*row) for row in session.execute(query)]


def _instead(session: Session, student_id: UUID) -> dict[UUID | None, str]:
    """By line: the course whose debt it was to remove, where that is another (D12)."""
    rows = session.execute(
        select(SheetRow.row_id, Course.code)
        .join(Sheet, Sheet.sheet_id == SheetRow.sheet_id)
        .join(Debt, Debt.debt_id == SheetRow.debt_id)
        .join(Course, Course.course_id == Debt.course_id)
        .where(SheetRow.student_id == student_id, Debt.course_id != Sheet.course_id)
    )
    return {row.row_id: row.code for row in rows}


def _result(row: AttemptRow, course: Course | None, book: Rulebook, instead_of: str) -> ResultLine:
    scale, other = book.scales.get(row.scale), book.marks.get(row.mark)
    grade = next((grade for grade in scale.grades if grade.letter == row.mark), None) if scale else None
    return ResultLine(
        attempt_id=row.attempt_id,
        course_id=row.course_id,
        course=course.code if course else str(row.course_id),
        titles=course.titles if course else {},
        term_id=row.term_id,
        season=row.season,
        academic_year=row.academic_year,
        attempt_no=row.attempt_no,
        credits=row.credits,
        mark=row.mark,
        printed=other.printed if other else (grade.printed if grade else row.mark),
        percent=row.percent,
        points=row.points,
        traditional=grade.traditional if grade else None,
        outcome=row.outcome,
        rating=row.rating,
        evidence=row.evidence,
        taken_on=row.taken_on,
        source=row.source,
        instead_of=instead_of,
    )


def _debt(row: Debt, course: Course | None, term: Term | None) -> DebtLine:
    return DebtLine(
        debt_id=row.debt_id,
        course_id=row.course_id,
        course=course.code if course else str(row.course_id),
        titles=course.titles if course else {},
        credits=course.credits if course else None,
        season=term.season if term else None,
        academic_year=term.academic_year if term else None,
        status=row.status,
        reason=row.reason,
        percent=row.percent,
        since=row.since,
        closed_on=row.closed_on,
        version_no=row.version_no,
    )
