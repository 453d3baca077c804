"""One batch of records at a time, each in the caller's transaction together with the note that it is in.

Rows that are there already stay as they are, and only what is new is told to the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.models.campus import Faculty, Group, Specialty
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.models.registrations import RecordsLoad, RecordsReport, Registration
from services.registration.models.terms import Term
from services.registration.usecases.records import events, people, rows, sections
from services.registration.usecases.records.context import Context
from shared.clock import now
from shared.contracts.base import Message
from shared.messaging import publish
from shared.records import model as source

Taker = Callable[[Session, Context, Sequence[Any]], int]
Row = dict[str, Any]


def next_batch_after(session: Session, university: source.University) -> int:
    """The number of the last batch of this source that is in; 0 before the first."""
    return session.scalar(select(RecordsLoad.batch).where(RecordsLoad.source == university.source)) or 0


def take_batch(session: Session, context: Context, batch: source.Batch, batches: int) -> int:
    """Take a batch in and note it; answers how many records were new."""
    taker = TAKERS.get(batch.kind)
    new = taker(session, context, batch.records) if taker else 0
    note = insert(RecordsLoad).values(
        source=context.university.source, batch=batch.number, batches=batches, updated_at=now(session).real
    )
    session.execute(
        note.on_conflict_do_update(
            index_elements=["source"],
            set_={
                "batch": note.excluded.batch,
                "batches": note.excluded.batches,
                "updated_at": note.excluded.updated_at,
            },
        )
    )
    return new


def note_report(session: Session, university: source.University) -> None:
    """Keep a row for every line of the source that could not be taken as it stands, and why."""
    rows = [
        {"source": university.source, "nth": nth, "file": row.file, "line": row.line, "why": row.why, "done": row.done}
        for nth, row in enumerate(university.report, start=1)
    ]
    if rows:
        session.execute(insert(RecordsReport).on_conflict_do_nothing(), rows)


def _inserted(session: Session, model: type[Any], values: Iterable[Row]) -> set[Any]:
    """Insert what is not there; answers the keys of what was."""
    given = list(values)
    if not given:
        return set()
    table: Table = model.__table__
    key = table.primary_key.columns[0]
    statement = insert(table).on_conflict_do_nothing().returning(key)
    return set(session.scalars(statement, given))


def _plain(model: type[Any], as_row: Callable[[Context, Any], Row]) -> Taker:
    """Records that nobody else is told of."""

    def take(session: Session, context: Context, records: Sequence[Any]) -> int:
        return len(_inserted(session, model, (as_row(context, record) for record in records)))

    return take


def _told(
    model: type[Any], as_row: Callable[[Context, Any], Row], as_event: Callable[[Context, Any], Message]
) -> Taker:
    """Records of which the others keep copies."""

    def take(session: Session, context: Context, records: Sequence[Any]) -> int:
        new = _inserted(session, model, (as_row(context, record) for record in records))
        publish(session, [as_event(context, record) for record in records if record.id in new])
        return len(new)

    return take


def _staff(session: Session, _: Context, records: Sequence[source.StaffRecord]) -> int:
    new = _inserted(session, Person, (rows.person(record, is_staff=True) for record in records))
    people.give_posts(session, records)
    publish(session, [events.person(record, is_staff=True) for record in records if record.id in new])
    return len(new)


def _students(session: Session, context: Context, records: Sequence[source.StudentRecord]) -> int:
    new = _inserted(session, Person, (rows.person(record, is_staff=False) for record in records))
    people.enrol(session, context, records)
    fresh = [record for record in records if record.id in new]
    publish(session, [events.person(record, is_staff=False) for record in fresh])
    publish(session, [events.student(context, record) for record in fresh])
    return len(new)


TAKERS: Mapping[type[Any], Taker] = {
    source.Faculty: _plain(Faculty, rows.faculty),
    source.Specialty: _plain(Specialty, rows.specialty),
    source.CourseRecord: _told(Course, rows.course, events.course),
    source.TermRecord: _told(Term, rows.term, events.term),
    source.StaffRecord: _staff,
    source.Group: _plain(Group, rows.group),
    source.StudentRecord: _students,
    source.SectionRecord: sections.take,
    source.RegistrationRecord: _plain(Registration, rows.registration),
}
"""Tariffs are billing's, results grading's: their part of the same source is loaded there."""
