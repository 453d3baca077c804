"""What grading states about a student in an expulsion review, as of now (R11.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.models import AbsenceStanding, Course, Section
from services.grading.models.record import AttemptRow, Debt
from shared.clock import now
from shared.contracts.reviews import Fact, GatherStudyFacts, StudyFactsGathered


def state(session: Session, commands: Sequence[GatherStudyFacts]) -> list[StudyFactsGathered]:
    """Debts with every attempt at their courses, and absences; asked again it states what is known then."""
    students = {command.student_id for command in commands}
    debts = session.execute(
        select(Debt, Course.code)
        .outerjoin(Course, Course.course_id == Debt.course_id)
        .where(Debt.student_id.in_(students))
        .order_by(Debt.since, Debt.debt_id)
    ).all()
    attempts = session.scalars(
        select(AttemptRow)
        .where(AttemptRow.student_id.in_(students), AttemptRow.stands())
        .order_by(AttemptRow.taken_on, AttemptRow.attempt_id)
    ).all()
    missed = _missed(session, students)
    return [
        StudyFactsGathered(
            c.case_id, c.nth, (*_facts(session, c, debts, attempts), *_absences(missed.get(c.student_id, ())))
        )
        for c in commands
    ]


def _missed(session: Session, students: set[UUID]) -> dict[UUID, list[tuple[AbsenceStanding, str]]]:
    rows = session.execute(
        select(AbsenceStanding, Course.code)
        .join(Section, Section.section_id == AbsenceStanding.section_id)
        .join(Course, Course.course_id == Section.course_id)
        .where(AbsenceStanding.student_id.in_(students), AbsenceStanding.missed > 0)
        .order_by(Course.code, AbsenceStanding.section_id)
    )
    found: dict[UUID, list[tuple[AbsenceStanding, str]]] = defaultdict(list)
    for standing, code in rows:
        found[standing.student_id].append((standing, code))
    return found


def _absences(missed: Iterable[tuple[AbsenceStanding, str]]) -> Iterator[Fact]:
    """How he stands in each journal with an absence that is not excused (R11.2d, R11.3)."""
    for row, code in missed:
        says = {
            "course": code, "missed": f"number:{row.missed}", "held": f"number:{row.held}",
            "percent": f"number:{row.share.normalize():f}",
        }  # fmt: skip
        yield Fact("absences", str(row.section_id), says, row.as_of)


def _facts(
    session: Session, command: GatherStudyFacts, debts: Sequence[tuple[Debt, str]], attempts: Sequence[AttemptRow]
) -> Iterator[Fact]:
    moment = now(session).office
    mine = [(debt, code) for debt, code in debts if debt.student_id == command.student_id]
    courses: dict[UUID, str] = {}
    for debt, code in mine:
        courses[debt.course_id] = code or str(debt.course_id)
        says = {
            "course": courses[debt.course_id], "status": debt.status, "reason": debt.reason,
            "since": f"date:{debt.since}",
        }  # fmt: skip
        if debt.closed_on is not None:
            says |= {"closed_on": f"date:{debt.closed_on}", "closed_because": debt.closed_because or ""}
        yield Fact("debt", str(debt.debt_id), says, moment)
    for one in attempts:
        if one.student_id == command.student_id and one.course_id in courses:
            says = {"course": courses[one.course_id], "mark": one.mark, "taken_on": f"date:{one.taken_on}"}
            yield Fact("attempt", str(one.attempt_id), says, moment)
