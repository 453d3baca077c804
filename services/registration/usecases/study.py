"""What registration does with news of results: notes corrections, and tells those who hold a role (R5.3, D11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.models.applications import Application
from services.registration.models.campus import Group, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy
from services.registration.models.people import Person
from services.registration.models.study import CorrectedResult
from services.registration.queries.staff import holders
from services.registration.usecases import externals
from services.registration.usecases.notices import Value, typed
from shared.clock import now
from shared.contracts.grading import (
    AbsenceWarned,
    AppealWaits,
    EquivalentChanged,
    FailedOften,
    ResultCorrected,
    SheetEscalated,
)
from shared.contracts.notifications import Notify
from shared.messaging import publish

NOTED = ("case_id", "revision", "mark", "percent", "outcome", "source", "corrected_at")
DECIDE_APPEALS = {
    "commission": ("leading_specialist", "chairman"), "decision": ("rectorate",), "late": ("chairman", "rectorate"),
}  # fmt: skip
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


def appeals_wait(session: Session, events: Sequence[AppealWaits]) -> None:
    """Who names commissions, who decides; where the time is over, those above too, once each (R5.5, R13.1)."""
    day, told = now(session).day, []
    for event in events:
        late = event.stage == "over"
        values: dict[str, Value] = {
            "number": event.number, "course": event.course, "section": event.section, "until": event.until,
            "what": f"text:appeal_needs.{event.what}",
        }  # fmt: skip
        template = "appeal_late" if late else "appeal_waits"
        for person_id in holders(session, day, *(DECIDE_APPEALS["late"] if late else DECIDE_APPEALS[event.what])):
            key = f"{template}:{event.appeal_id}:{event.what}:{event.stage}:{person_id}"
            told.append(Notify(key, person_id, template, typed(values)))
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


def tell_of_equivalents(session: Session, events: Sequence[EquivalentChanged]) -> None:
    """Whoever owes a course that is no longer offered is told which other removes the debt, once an act (D12).

    The office is told of one that is proposed: it has to agree.
    """
    acts = [event for event in events if event.status in ("proposed", "in_force")]
    ids = {one for event in acts for one in (event.course_id, event.equivalent_id)}
    courses = {row.course_id: row for row in session.scalars(select(Course).where(Course.course_id.in_(ids)))}
    known = [event for event in acts if {event.course_id, event.equivalent_id} <= courses.keys()]
    _tell_office(session, [event for event in known if event.status == "proposed"], courses)
    _tell_debtors(session, [event for event in known if event.status == "in_force"], courses)


def _tell_office(session: Session, acts: Sequence[EquivalentChanged], courses: Mapping[UUID, Course]) -> None:
    office = holders(session, now(session).day, "leading_specialist", "chairman") if acts else []
    publish(session, [
        Notify(
            f"equivalent_proposed:{event.act_id}:{person_id}", person_id, "equivalent_proposed",
            typed({"course": courses[event.course_id].code, "instead": courses[event.equivalent_id].code}),
        )
        for event in acts for person_id in office
    ])  # fmt: skip


def _tell_debtors(session: Session, acts: Sequence[EquivalentChanged], courses: Mapping[UUID, Course]) -> None:
    rows = session.execute(
        select(DebtCopy.course_id, DebtCopy.student_id, Person.language)
        .join(Student, Student.student_id == DebtCopy.student_id)
        .join(Person, Person.person_id == DebtCopy.student_id)
        .where(DebtCopy.course_id.in_({event.course_id for event in acts}), DebtCopy.status == "open")
        .where(Student.status == "studying")
        .order_by(DebtCopy.student_id)
    ).all()
    publish(session, [
        Notify(
            f"equivalent_named:{event.act_id}:{student_id}", student_id, "equivalent_named",
            typed({
                "course": _named(courses[event.course_id], language), "day": event.valid_from,
                "instead": _named(courses[event.equivalent_id], language),
            }),
        )
        for event in acts
        for course_id, student_id, language in rows if course_id == event.course_id
    ])  # fmt: skip


def _named(course: Course, language: str) -> str:
    return f"{course.code} {course.title[language]}"


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
