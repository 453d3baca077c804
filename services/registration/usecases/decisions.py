"""What a person may decide about a case, and when; who is asked for it (R8.4, R1.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from services.registration.models.applications import Application
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.queries.staff import holders
from services.registration.usecases.notices import typed
from shared.clock import now, office_day
from shared.contracts.notifications import Notify
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.workflow.tables import Case

OFFICE = ("specialist", "leading_specialist", "chairman")
DECIDE = ("finance", "chief_accountant")


def awaits_decision(case: Case) -> bool:
    """The statements through its due date should be in and are not: finance decides (R8.4)."""
    return case.state == "running" and case.facts_overdue


def decidable(session: Session, case_id: UUID) -> Case:
    """The case, if it waits for finance. Raises NotFound, Refused; nobody decides about his own seat (R1.2)."""
    case, application = session.get(Case, case_id), session.get(Application, case_id)
    if case is None or application is None:
        raise NotFound("case")
    not_for_oneself(session, application.student_id)
    if not awaits_decision(case):
        raise Refused.because(Reason("nothing_to_decide", "R8.4"))
    return case


def not_for_oneself(session: Session, student_id: UUID) -> None:
    """Nobody decides in his own matter (R1.2). Raises Refused."""
    actor = actor_of(session)
    if actor is not None and actor.person_id == student_id:
        raise Refused.because(Reason("not_for_oneself", "R1.2"))


def asked(session: Session, cases: Sequence[Application]) -> Iterator[Notify]:
    """Finance is told of each seat for which the statements are missing, each officer in his language (R13.2)."""
    them = Person.person_id.in_(holders(session, now(session).day, *DECIDE))
    officers = session.scalars(select(Person).where(them).order_by(Person.person_id))
    courses = {row.course_id: row for row in session.scalars(_courses(cases))}
    for officer in officers.all():
        for case in cases:
            course = courses[case.course_id]
            through = office_day(case.due_at) if case.due_at else None
            yield Notify(
                key=f"decision_needed:{case.case_id}:{officer.person_id}",
                person_id=officer.person_id,
                template="decision_needed",
                params=typed({"course": course.code, "title": course.title[officer.language], "through": through}),
                case_id=case.case_id,
            )


def sheet_asked(session: Session, cases: Sequence[Application]) -> Iterator[Notify]:
    """The office is told of each paid seat whose line the sheet could not take: it asks again or gives it up (R8.6)."""
    if not cases:
        return
    people = Person.person_id.in_(holders(session, now(session).day, *OFFICE))
    office = session.scalars(select(Person).where(people).order_by(Person.person_id)).all()
    courses = {row.course_id: row for row in session.scalars(_courses(cases))}
    for officer in office:
        for case in cases:
            course = courses[case.course_id]
            yield Notify(
                key=f"sheet_decision_needed:{case.case_id}:{officer.person_id}",
                person_id=officer.person_id,
                template="sheet_decision_needed",
                params=typed({"course": course.code, "title": course.title[officer.language]}),
                case_id=case.case_id,
            )


def _courses(cases: Sequence[Application]) -> Select[Course]:
    return select(Course).where(Course.course_id.in_({case.course_id for case in cases}))
