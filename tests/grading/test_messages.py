"""Messages of grading over the wire: as real JSON, each of them twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select, update

from services.grading.celery_app import celery
from services.grading.db import db
from services.grading.models import Course, Section, Sheet, SheetRow
from services.grading.worker import tasks
from shared.clock import now, set_office
from shared.contracts.base import REGISTRY, Message, case_of
from shared.contracts.grading import OpenRows
from shared.contracts.registration import CourseChanged
from shared.messaging.codec import body_of
from shared.messaging.envelope import Envelope
from shared.messaging.inbox import consume
from shared.messaging.tables import outbox
from shared.messaging.testing import Carrier
from tests.databases import Bound
from tests.grading.university import EXAM_ENDS, SHEET_DUE, University


def arrive(messages: Sequence[Message]) -> None:
    """Registration says these; each arrives twice, the second time as a sending anew."""
    moment = datetime.now(UTC)
    first = messages[0]
    envelopes = [
        Envelope(uuid4(), m.name, m.version, "registration", "grading", 1, case_of(m), None, "c", moment, moment,
                 body_of(m))
        for m in messages
    ]  # fmt: skip
    for _ in range(2):
        wire = json.loads(json.dumps([envelope.as_json() for envelope in envelopes]))
        consume(db, celery.handlers[first.name, first.version], [Envelope.from_json(item) for item in wire])


def test_grading_handles_all_that_it_hears() -> None:
    assert tasks
    heard = {key for key, contract in REGISTRY.items() if "grading" in contract.hearers}
    assert heard == set(celery.handlers)


def test_lines_are_opened_once_for_each_command_however_often_it_comes(undone_databases: Bound) -> None:
    with db.transaction() as session:
        university = University(session).found()
    commands = [
        OpenRows(uuid4(), uuid4(), university.section_id, university.course_id, university.term_id, None)
        for _ in range(5)
    ]
    arrive(commands)
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(SheetRow)) == 15
        answers = select(func.count()).select_from(outbox).where(outbox.c.name == "grading.rows_opened")
        assert session.scalar(answers) == 5


def test_copies_keep_the_newest_version_in_whatever_order_they_come(undone_databases: Bound) -> None:
    course = uuid4()
    told = [CourseChanged(course, number, f"C{number}", 5, {"en": "Course"}) for number in (2, 3, 1)]
    arrive(told)
    with db.read() as session:
        assert session.scalars(select(Course.code)).all() == ["C3"]


def test_a_section_is_known_from_its_event(undone_databases: Bound) -> None:
    with db.transaction() as session:
        university = University(session)
    arrive([university.section()])
    with db.read() as session:
        section = session.scalars(select(Section)).one()
        assert section.attestations_on == ["2025-06-27", "2025-07-11"]
        assert (section.exam_ends_at, section.faculty_id) == (EXAM_ENDS, university.faculty_id)


def test_the_deadline_of_a_sheet_acts_once_when_the_office_clock_reaches_it(undone_databases: Bound) -> None:
    with db.transaction() as session:
        university = University(session)
        university.found().enrol(2)
        set_office(session, SHEET_DUE)
        session.execute(update(outbox).values(sendings=1, next_try_at=now(session).real + timedelta(days=9)))
    Carrier(celery).carry()
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Sheet).where(Sheet.late_since.is_not(None))) == 1
        late = select(func.count()).select_from(outbox).where(outbox.c.body["template"].astext == "sheet_late")
        assert session.scalar(late) == 1
