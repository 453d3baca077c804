"""Results of academic records: twice is once, stopped goes on, and the figures are those of the source."""

from __future__ import annotations

import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.grading.cli import load
from services.grading.db import db
from services.grading.domain.gpa import gpa
from services.grading.domain.policies import Repeated
from services.grading.models import AttemptRow, Debt, GpaRow
from services.grading.queries.averages import as_attempt
from services.grading.usecases import records
from shared.messaging.tables import outbox
from shared.records.figures import figures
from shared.records.generated import generated_university
from shared.records.model import RegistrationRecord, University
from tests.databases import Bound

SMALL = generated_university(7, students=150)


def bring_in(session: Session, university: University) -> int:
    source = records.Source.of(university)
    new = sum(records.take(session, source, batch) for batch in university.batches())
    records.finish(session)
    return new


def count(session: Session, model: type[AttemptRow] | type[Debt] | type[GpaRow]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def debts_by_course(session: Session, university: University) -> Counter[str]:
    codes = {course.id: course.code for course in university.courses}
    return Counter(codes[course_id] for course_id in session.scalars(select(Debt.course_id)))


def test_a_generated_university_has_the_figures_of_its_records(grading_db: Session) -> None:
    expected = figures(SMALL)
    assert bring_in(grading_db, SMALL) == expected.registrations
    assert debts_by_course(grading_db, SMALL) == expected.debts
    assert count(grading_db, GpaRow) == expected.students_with_gpa
    assert grading_db.scalar(select(func.sum(GpaRow.gpa))) == expected.sum_of_gpas


def test_records_brought_in_twice_are_there_once_and_told_once(grading_db: Session) -> None:
    bring_in(grading_db, SMALL)
    told = grading_db.scalar(select(func.count()).select_from(outbox))
    assert bring_in(grading_db, SMALL) == 0
    assert count(grading_db, AttemptRow) == len(SMALL.registrations)
    assert grading_db.scalar(select(func.count()).select_from(outbox)) == told


def test_each_debt_is_told_with_its_reason(grading_db: Session) -> None:
    bring_in(grading_db, SMALL)
    bodies = grading_db.scalars(select(outbox.c.body).where(outbox.c.name == "grading.debt_changed")).all()
    assert len(bodies) == count(grading_db, Debt)
    assert {body["reason"] for body in bodies} <= {"failed", "not_admitted", "did_not_appear"}
    for debt in grading_db.scalars(select(Debt)):
        assert (debt.reason == "did_not_appear") == (debt.percent is None)


def test_an_imported_result_is_not_worked_out_anew(grading_db: Session) -> None:
    bring_in(grading_db, SMALL)
    told = {record.id: (record.percent, record.mark) for record in SMALL.registrations}
    for attempt in grading_db.scalars(select(AttemptRow)):
        assert attempt.percent == told[attempt.attempt_id][0]


def test_every_average_of_an_import_equals_the_one_of_the_domain(grading_db: Session) -> None:
    bring_in(grading_db, SMALL)
    kept = {row.student_id: row.gpa for row in grading_db.scalars(select(GpaRow))}
    attempts: dict[object, list[AttemptRow]] = {}
    for row in grading_db.scalars(select(AttemptRow)):
        attempts.setdefault(row.student_id, []).append(row)
    worked_out = {who: gpa(map(as_attempt, rows), Repeated.LAST).value for who, rows in attempts.items()}
    assert kept == {who: value for who, value in worked_out.items() if value is not None}


def test_an_import_that_stopped_goes_on(tirkeu_databases: Bound, monkeypatch: pytest.MonkeyPatch) -> None:
    result_batches = [batch.number for batch in SMALL.batches() if batch.kind is RegistrationRecord]

    def stop(batch: int) -> None:
        if batch == result_batches[0]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(SMALL, stop)
    with db.read() as session:
        assert 0 < count(session, AttemptRow) < len(SMALL.registrations)
        assert count(session, Debt) == 0
    load(SMALL, lambda batch: None)
    with db.read() as session:
        assert count(session, AttemptRow) == len(SMALL.registrations)
        assert debts_by_course(session, SMALL) == figures(SMALL).debts


OULAD_DEBTS = {"BBB": 1371, "FFF": 1310, "DDD": 1036, "GGG": 549, "CCC": 375, "EEE": 364, "AAA": 45}
OULAD_LETTERS = {
    "A": 239, "A-": 1621, "B+": 1307, "B": 1392, "B-": 1494, "C+": 1262, "C": 967, "C-": 671, "D+": 481, "D": 494,
    "F": 5075, "W": 6330,
}  # fmt: skip


def test_the_open_university_has_its_published_figures(grading_db: Session) -> None:
    folder = os.environ.get("TIRKEU_REAL_DATA")
    if not folder:
        pytest.skip("TIRKEU_REAL_DATA is not set: the Open University's data are not here")
    from shared.records.oulad import oulad_university

    university = oulad_university(Path(folder) / "oulad")
    assert bring_in(grading_db, university) == 21333
    letters = grading_db.execute(select(AttemptRow.mark, func.count()).group_by(AttemptRow.mark))
    assert {row[0]: row[1] for row in letters} == OULAD_LETTERS
    assert debts_by_course(grading_db, university) == OULAD_DEBTS
    assert grading_db.scalar(select(func.count(Debt.student_id.distinct()))) == 4933
    assert count(grading_db, Debt) == 5050
    assert count(grading_db, GpaRow) == 14508
    exact = select(func.avg(GpaRow.points / GpaRow.credits))
    assert round(grading_db.scalar(exact) or Decimal(0), 4) == Decimal("1.7720")
    assert grading_db.scalar(select(func.sum(GpaRow.gpa))) == Decimal("25708.79")
