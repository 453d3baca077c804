"""Results from academic records: attempts with their evidence, the debts they leave, and everybody's GPA.

An imported result stands as it was told: R4.3 is not run on it. Batches go in one transaction each and leave a note, so
that an import that stopped goes on; a record that is in already changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Table, func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from services.grading.domain.exact import cut
from services.grading.domain.outcome import Outcome
from services.grading.domain.scales import DID_NOT_APPEAR, NOT_ADMITTED, WITHDRAWN
from services.grading.models import AttemptRow, Base, Debt, ImportedBatch, Rulebook, rulebook
from services.grading.usecases import gpas, passed, sealing
from services.grading.usecases.debts import debt_id_of
from services.grading.usecases.gpas import LAST
from shared.clock import now, start_of_day
from shared.contracts.grading import DebtChanged
from shared.messaging import publish
from shared.records.model import Batch, CourseRecord, Mark, RegistrationRecord, TermRecord, University

MARKS = {Mark.NOT_ADMITTED: NOT_ADMITTED, Mark.NOT_APPEARED: DID_NOT_APPEAR, Mark.WITHDRAWN: WITHDRAWN}
OUTCOMES = {
    Mark.NOT_ADMITTED: Outcome.NOT_ADMITTED.value,
    Mark.NOT_APPEARED: Outcome.DID_NOT_APPEAR.value,
    Mark.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Source:
    """What the results of a university refer to."""

    name: str
    courses: dict[UUID, CourseRecord]
    terms: dict[UUID, TermRecord]

    @classmethod
    def of(cls, university: University) -> Source:
        return cls(
            name=f"import:{university.source}",
            courses={course.id: course for course in university.courses},
            terms={term.id: term for term in university.terms},
        )


def batches_in(session: Session, source: Source) -> frozenset[int]:
    """The numbers of the batches of this source that are in."""
    return frozenset(session.scalars(select(ImportedBatch.number).where(ImportedBatch.source == source.name)))


def take(session: Session, source: Source, batch: Batch) -> int:
    """Take the results of a batch into the record; answers how many were new."""
    moment, book = now(session), rulebook(session)
    rows = [_attempt(source, book, record) for record in batch.records if isinstance(record, RegistrationRecord)]
    new = 0
    if rows:
        stamped = [{**row, "recorded_at": moment.real} for row in rows]
        new = _insert(session, AttemptRow, stamped)
    note = {"source": source.name, "number": batch.number, "records": len(rows), "imported_at": moment.real}
    session.execute(insert(ImportedBatch).values(note).on_conflict_do_nothing())
    return new


def finish(session: Session) -> None:
    """When all results are in: open the debts that they leave, work out GPA and passed courses of all, and tell.

    No sheet is closed meanwhile: its results would be missing in what is worked out here.
    """
    sealing.lock(session)
    publish(session, _open_debts(session))
    publish(session, gpas.work_out(session))
    publish(session, passed.work_out(session))


def _insert(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> int:
    """Insert what is not there; answers how many rows that was.

    By the table, and with nothing returned: one prepared statement for all rows is several times as fast here.
    """
    statement = insert(cast(Table, model.__table__)).on_conflict_do_nothing()
    done = session.execute(statement, rows, execution_options={"preserve_rowcount": True})
    return cast(CursorResult[Any], done).rowcount


def _attempt(source: Source, book: Rulebook, record: RegistrationRecord) -> dict[str, Any]:
    course, term = source.courses[record.course_id], source.terms[record.term_id]
    policy = book.policy(term.starts_on, season=term.kind.value, course_id=course.id)
    mark = MARKS.get(record.mark, record.letter)
    grade = next((grade for grade in book.scale(policy).grades if grade.letter == mark), None)
    passed = grade is not None and grade.passes
    return {
        "attempt_id": record.id,
        "student_id": record.student_id,
        "course_id": course.id,
        "term_id": term.id,
        "section_id": record.section_id,
        "attempt_no": record.attempt,
        "season": term.kind.value,
        "academic_year": int(term.academic_year[:4]),
        "taken_on": term.ends_on,
        "mark": mark,
        "percent": record.percent,
        "outcome": OUTCOMES.get(record.mark, "passed" if passed else "failed"),
        "credits": course.credits,
        "points": book.points_of(mark, grade.points if grade else Decimal(0)),
        "in_gpa": course.counts_in_gpa,
        "passed": passed,
        "makes_debt": book.makes_debt(mark, passed),
        "closes_debt": book.closes_debt(mark, passed),
        "rating": _rating(record),
        "scale": policy.scale,
        "source": source.name,
        "evidence": _evidence(record),
        "true_from": start_of_day(term.ends_on),
    }


def _rating(record: RegistrationRecord) -> Decimal | None:
    """The rating of somebody who was not admitted, as a reason for his debt; never a result worked out anew."""
    first, second = record.evidence.attestation1, record.evidence.attestation2
    if record.mark is not Mark.NOT_ADMITTED or first is None or second is None:
        return None
    return cut((first + second) / 2, 2)


def _evidence(record: RegistrationRecord) -> dict[str, Any]:
    def text(value: Decimal | date | None) -> str | None:
        return None if value is None else str(value)

    evidence = record.evidence
    return {
        "attestations": [text(evidence.attestation1), text(evidence.attestation2)],
        "exam": text(evidence.exam),
        "carried_over": record.carried_over,
        "registered_on": text(record.registered_on),
        "left_on": text(record.left_on),
        "leaving": record.leaving.value if record.leaving else None,
        "student_load": record.student_load,
    }


def _open_debts(session: Session) -> list[DebtChanged]:
    """A debt for each course whose last attempt that tells (a withdrawal does not) is a fail (R4.6, R9.1)."""
    pair = (AttemptRow.student_id, AttemptRow.course_id)
    last = (
        select(*pair, AttemptRow.attempt_id, AttemptRow.term_id, AttemptRow.taken_on, AttemptRow.outcome,
               AttemptRow.makes_debt, func.coalesce(AttemptRow.rating, AttemptRow.percent).label("shown"))
        .ext(distinct_on(*pair))
        .where(AttemptRow.makes_debt | AttemptRow.closes_debt, AttemptRow.stands())
        .order_by(*pair, *LAST)
        .subquery()
    )  # fmt: skip
    failed = session.execute(select(last).where(last.c.makes_debt)).all()
    rows = [
        {
            "debt_id": debt_id_of(row.student_id, row.course_id),
            "version_no": 1,
            "student_id": row.student_id,
            "course_id": row.course_id,
            "term_id": row.term_id,
            "status": "open",
            "reason": row.outcome,
            "percent": None if row.outcome == Outcome.DID_NOT_APPEAR else row.shown,
            "since": row.taken_on,
            "opened_by": row.attempt_id,
        }
        for row in failed
    ]
    if not rows:
        return []
    known = set(session.scalars(select(Debt.debt_id)))
    _insert(session, Debt, rows)
    names = ("debt_id", "version_no", "student_id", "course_id", "status", "reason", "percent", "term_id", "since")
    return [DebtChanged(**{name: row[name] for name in names}) for row in rows if row["debt_id"] not in known]
