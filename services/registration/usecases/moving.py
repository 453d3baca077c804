"""Students go from one section of a course into another: merged, or swapped (R8.5, D6, D20)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from services.registration.domain.holds import Meeting, meet
from services.registration.models.applications import Application, State
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.models.seats import SeatOffer
from services.registration.models.sections import Section
from services.registration.usecases import seats
from services.registration.usecases.notices import Value, tell
from shared.clock import now
from shared.contracts.grading import MoveRows
from shared.messaging import publish
from shared.workflow.tables import Case

ON_LISTS = (State.CONFIRMED, State.ON_SHEET)
"""States in which grading was asked for lines of the old section."""


def locked(session: Session, case_ids: Iterable[UUID]) -> list[Application]:
    """These applications as they stand, with their cases locked: whatever else moves them waits (in order of ids)."""
    ids = list(case_ids)
    session.execute(select(Case.case_id).where(Case.case_id.in_(ids)).order_by(Case.case_id).with_for_update())
    rows = select(Application).where(Application.case_id.in_(ids)).order_by(Application.case_id)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def hold(session: Session, section_ids: Iterable[UUID]) -> None:
    """Nobody takes, leaves or changes a seat of these sections until the transaction ends.

    The cases first, then the sections: the order of everything that moves a case.
    """
    ids = sorted(set(section_ids))
    live = Application.section_id.in_(ids), Application.state != State.ENDED
    locked(session, session.scalars(select(Application.case_id).where(*live)))
    seats.locked(session, ids)


def change(session: Session, cases: Sequence[Application], into: Mapping[UUID, UUID], why: str, said: str) -> None:
    """Move the locked cases with seats, line, offers and sheets; each student is told of teacher and times (D6)."""
    if not cases:
        return
    old = {case.case_id: case.section_id for case in cases}
    seats.change_section(session, cases, into, why)
    _offers(session, into)
    publish(session, [_rows(case) for case in cases if case.state in ON_LISTS])
    _tell(session, cases, said, old)


def _offers(session: Session, into: Mapping[UUID, UUID]) -> None:
    for section_id in set(into.values()):
        mine = [case_id for case_id, target in into.items() if target == section_id]
        session.execute(
            update(SeatOffer)
            .where(SeatOffer.application_id.in_(mine), SeatOffer.outcome.is_(None))
            .values(section_id=section_id),
            execution_options={"synchronize_session": False},
        )


def _rows(case: Application) -> MoveRows:
    return MoveRows(case.case_id, case.student_id, case.section_id, case.course_id, case.term_id, case.debt_id)


def _tell(session: Session, cases: Sequence[Application], said: str, old: Mapping[UUID, UUID]) -> None:
    """Of whom a class clashes now with another of his courses, he is told with which (R3.8)."""
    about, clashes = _about(session, cases), clashing(session, cases)
    values = {case.case_id: {**about[case.section_id], "clash": clashes.get(case.case_id, "")} for case in cases}
    for which in (True, False):
        mine = [case for case in cases if (case.case_id in clashes) is which]
        again = f"{now(session).office.isoformat()}"
        tell(session, mine, f"{said}_clash" if which else said, values, again=again)


def _about(session: Session, cases: Sequence[Application]) -> dict[UUID, dict[str, Value]]:
    rows = session.execute(
        select(Section, Person)
        .outerjoin(Person, Person.person_id == Section.teacher_id)
        .where(Section.section_id.in_({case.section_id for case in cases}))
        .options(selectinload(Section.meetings))
    )
    return {
        section.section_id: {"teacher": teacher.name if teacher else "–", "times": times(section)}
        for section, teacher in rows
    }


def times(section: Section) -> str:
    """Its weekly classes, hours of Almaty: each language prints its own names of the days."""
    return "weekly:" + ", ".join(f"{row.weekday} {row.starts:%H:%M}–{row.ends:%H:%M}" for row in section.meetings)


def clashing(session: Session, cases: Sequence[Application], into: Section | None = None) -> dict[UUID, str]:
    """The code of the other course whose classes a student can't attend, by case; there, or ``into`` it (R3.8)."""
    live = session.execute(
        select(Application, Section, Course.code)
        .join(Section, Section.section_id == Application.section_id)
        .join(Course, Course.course_id == Application.course_id)
        .where(Application.student_id.in_({case.student_id for case in cases}), Application.state != State.ENDED)
        .options(selectinload(Section.meetings))
    ).all()
    meetings = {case.case_id: [_meeting(row) for row in section.meetings] for case, section, _ in live}
    if into is not None:
        meetings |= {case.case_id: [_meeting(row) for row in into.meetings] for case in cases}
    return {
        case.case_id: code
        for case in cases
        for other, _, code in live
        if other.student_id == case.student_id
        and other.case_id != case.case_id
        and any(meet(a, b) for a in meetings[case.case_id] for b in meetings[other.case_id])
    }


def _meeting(row: object) -> Meeting:
    return Meeting(row.weekday, row.starts, row.ends)  # type: ignore[attr-defined]
