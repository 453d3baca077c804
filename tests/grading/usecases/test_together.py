"""Two who work at once: a mark and a seal, two closings that concern one student."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier, Event
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.db import db
from services.grading.models import GpaRow
from services.grading.queries import seals
from services.grading.settings import seal_public_key
from services.grading.usecases import closing, marks, rows
from services.grading.usecases.marks import ExamEntry
from shared.contracts.grading import OpenRows
from shared.errors import Refused
from tests.databases import Bound
from tests.grading.university import University


def ready(session: Session, shared_student: UUID | None = None) -> University:
    """A section with one student, all marks entered."""
    university = University(session)
    university.found()
    if shared_student is None:
        university.enrol(1)
    else:
        university.students.append(shared_student)
        ids = (university.section_id, university.course_id, university.term_id)
        rows.open_rows(university.session, [OpenRows(uuid4(), university.students[0], *ids, None)])
    university.attest(("80", "80"))
    university.examine("80")
    return university


def test_a_mark_entered_while_the_sheet_is_being_sealed_is_refused(tirkeu_databases: Bound) -> None:
    assert tirkeu_databases
    with db.transaction() as session:
        university = ready(session)
    sealed, tried = Event(), Event()

    def seal() -> None:
        with db.transaction() as session:
            closing.close_exam(session, university.teacher, university.section_id)
            sealed.set()
            tried.wait(timeout=1)

    def enter() -> None:
        sealed.wait(timeout=20)
        tried.set()
        with db.transaction() as session:
            entry = {university.students[0]: ExamEntry(Decimal(100))}
            marks.enter_exam(session, university.teacher, university.section_id, entry)

    with ThreadPoolExecutor(2) as both:
        first, second = both.submit(seal), both.submit(enter)
        first.result(timeout=30)
        with pytest.raises(Refused, match="sheet_sealed"):
            second.result(timeout=30)
    with db.read() as session:
        assert seals.verification(session, seal_public_key()).holds


def test_two_sheets_closed_at_once_make_one_chain_and_one_average(tirkeu_databases: Bound) -> None:
    assert tirkeu_databases
    with db.transaction() as session:
        first = ready(session)
        second = ready(session, first.students[0])
    start = Barrier(2)

    def close(university: University) -> None:
        start.wait(timeout=20)
        with db.transaction() as session:
            closing.close_exam(session, university.teacher, university.section_id)

    with ThreadPoolExecutor(2) as both:
        for done in [both.submit(close, university) for university in (first, second)]:
            done.result(timeout=30)
    with db.read() as session:
        average = session.scalars(select(GpaRow)).one()
        assert (average.gpa, average.credits, average.version_no) == (Decimal("3.00"), 10, 2)
        found = seals.verification(session, seal_public_key())
        assert (found.holds, found.links) == (True, 6)
