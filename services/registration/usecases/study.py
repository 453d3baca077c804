"""What registration does with news of results: notes corrections, and tells those who hold a role (R5.3, D11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.models.applications import Application
from services.registration.models.campus import Group, Student
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.models.study import CorrectedResult
from services.registration.queries.staff import holders
from services.registration.usecases import externals
from services.registration.usecases.notices import Value, typed
from shared.clock import now
from shared.contracts.grading import AbsenceWarned, FailedOften, ResultCorrected, SheetEscalated
from shared.contracts.notifications import Notify
from shared.messaging import publish

NOTED = ("case_id", "revision", "mark", "percent", "outcome", "source", "corrected_at")
ABOVE = {"dean": ("dean", "specialist", "leading_specialist", "chairman"), "rectorate": ("rectorate",)}


def corrected(session: Session, said: Sequence[tuple[Application, ResultCorrected]]) -> None:
    """Note the result as it is now beside the one with which the case ended; the higher revision holds (R5.3).

    The student has been told by grading, which owns the result; what became of his debt comes as its copy.
    """
    newest: dict[UUID, ResultCorrected] = {}
    for _, event in sorted(said, key=lambda pair: pair[1].revision):
        newest[event.case_id] = event
    noted = insert(CorrectedResult).values([{name: getattr(e, name) for name in NOTED} for e in newest.values()])
    fresh: dict[str, Any] = {name: noted.excluded[name] for name in NOTED[1:]}
    session.execute(
        noted.on_conflict_do_update(
            index_elements=["case_id"], set_=fresh, where=CorrectedResult.revision < noted.excluded.revision
        )
    )
    externals.certified(session, said)


def escalate(session: Session, events: Sequence[SheetEscalated]) -> None:
    """A sheet is still late: the dean of its faculty and the office, later the rectorate, once each (R5.1, R13.1)."""
    day = now(session).day
    told = []
    for event in events:
        faculties = [event.faculty_id] if event.faculty_id else None
        values: dict[str, Value] = {
            "course": event.course, "section": event.section, "teacher": event.teacher or "–", "due_at": event.due_at,
        }  # fmt: skip
        key = f"{event.sheet_id}:{event.level}:{event.due_at.isoformat()}"
        for person_id in holders(session, day, *ABOVE[event.level], faculties=faculties):
            told.append(Notify(f"sheet_escalated:{key}:{person_id}", person_id, "sheet_escalated", typed(values)))
    publish(session, told)


def warn_of_failures(session: Session, events: Sequence[FailedOften]) -> None:
    """The dean of the student's faculty hears of a third failure of one course (D11)."""
    names = _names(session, events)
    told = []
    for event in events:
        if (about := names.get((event.student_id, event.course_id))) is None:
            continue
        faculty, values = about
        key = f"failed_often:{event.student_id}:{event.course_id}:{event.times}"
        for person_id in holders(session, now(session).day, "dean", faculties=[faculty]):
            params = typed({**values, "times": event.times})
            told.append(Notify(f"{key}:{person_id}", person_id, "failed_often", params))
    publish(session, told)


def tell_advisers_of_absence(session: Session, events: Sequence[AbsenceWarned]) -> None:
    """The adviser of his group hears of a student who misses classes, once a level and crossing (R11.2d)."""
    names, advisers = _names(session, events), _advisers(session, events)
    told = []
    for event in events:
        about, adviser_id = names.get((event.student_id, event.course_id)), advisers.get(event.student_id)
        if about is None or adviser_id is None:
            continue
        values = {**about[1], "missed": event.missed, "held": event.held, "level": event.level}
        key = f"absence_of_student:{event.section_id}:{event.student_id}:{event.level}:{event.crossing}"
        told.append(Notify(f"{key}:{adviser_id}", adviser_id, "absence_of_student", typed(values)))
    publish(session, told)


def _advisers(session: Session, events: Sequence[AbsenceWarned]) -> dict[UUID, UUID | None]:
    rows = session.execute(
        select(Student.student_id, Group.adviser_id)
        .join(Group, Group.group_id == Student.group_id)
        .where(Student.student_id.in_([event.student_id for event in events]))
    )
    return dict(rows.all())


def _names(
    session: Session, events: Sequence[FailedOften | AbsenceWarned]
) -> dict[tuple[UUID, UUID], tuple[UUID, dict[str, Value]]]:
    rows = session.execute(
        select(Student, Person)
        .join(Person, Person.person_id == Student.student_id)
        .where(Student.student_id.in_([event.student_id for event in events]))
    )
    students = {student.student_id: (person.name, student.number, student.faculty_id) for student, person in rows}
    wanted = select(Course.course_id, Course.code).where(Course.course_id.in_([e.course_id for e in events]))
    codes = dict(session.execute(wanted).all())
    return {
        (event.student_id, event.course_id): (
            faculty,
            {"name": name, "number": number, "course": codes[event.course_id]},
        )
        for event in events
        if event.student_id in students and event.course_id in codes
        for name, number, faculty in [students[event.student_id]]
    }
