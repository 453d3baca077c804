"""Records come in once, however often they are read, and the others are told of what is new."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registration.models.accounts import RoleGrant
from services.registration.models.campus import Student
from services.registration.models.people import Person
from services.registration.models.registrations import RecordsLoad, RecordsReport, Registration
from services.registration.models.sections import Section, SectionMeeting
from services.registration.usecases.records.context import Context
from services.registration.usecases.records.load import next_batch_after, note_report, take_batch
from shared.clock import now
from shared.messaging.tables import outbox
from shared.records.model import ReportRow
from tests.registration.campus import STUDENTS, load, university


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def told(session: Session) -> Counter[tuple[str, str]]:
    return Counter((row.name.partition(".")[2], row.hearer) for row in session.execute(select(outbox)))


def test_a_university_comes_in_whole_and_the_others_are_told(registration_db: Session) -> None:
    source = university()
    load(registration_db)
    assert count(registration_db, Student) == STUDENTS
    assert count(registration_db, Person) == STUDENTS + len(source.staff)
    assert count(registration_db, Registration) == len(source.registrations)
    assert count(registration_db, Section) == len(source.sections)
    assert count(registration_db, SectionMeeting) == sum(len(section.meetings) for section in source.sections)
    assert count(registration_db, RoleGrant) == sum(len(person.roles) for person in source.staff)
    messages = told(registration_db)
    for hearer in ("grading", "billing"):
        assert messages["student_changed", hearer] == STUDENTS
        assert messages["person_changed", hearer] == STUDENTS + len(source.staff)
        assert messages["course_changed", hearer] == len(source.courses)
    assert messages["person_changed", "notifications"] == STUDENTS + len(source.staff)
    assert messages["section_changed", "grading"] == len(source.sections)


def test_the_same_records_twice_change_and_tell_nothing(registration_db: Session) -> None:
    load(registration_db)
    before = told(registration_db)
    assert load(registration_db) == 0
    assert told(registration_db) == before


def test_a_load_that_stopped_goes_on_after_its_last_batch(registration_db: Session) -> None:
    source = university()
    context = Context.of(source, now(registration_db).real)
    batches = list(source.batches(size=50))
    for batch in batches[:7]:
        take_batch(registration_db, context, batch, len(batches))
    after = next_batch_after(registration_db, source)
    assert after == 7
    for batch in source.batches(size=50, after=after):
        take_batch(registration_db, context, batch, len(batches))
    assert count(registration_db, Registration) == len(source.registrations)
    note = registration_db.get(RecordsLoad, source.source)
    assert note is not None
    assert note.batch == note.batches


def test_no_imported_section_is_fuller_than_its_capacity(registration_db: Session) -> None:
    load(registration_db)
    assert registration_db.scalar(select(func.max(Section.taken))) == max(
        Counter(row.section_id for row in university().registrations).values()
    )


def test_every_line_that_could_not_be_taken_is_kept_once_with_its_reason(registration_db: Session) -> None:
    row = ReportRow("studentRegistration.csv", 17, "there is no date of registration", "taken without it")
    source = replace(university(), report=(row, row))
    for _ in range(2):
        note_report(registration_db, source)
    kept = registration_db.scalars(select(RecordsReport).order_by(RecordsReport.nth)).all()
    assert [(line.nth, line.line, line.why) for line in kept] == [(1, 17, row.why), (2, 17, row.why)]
