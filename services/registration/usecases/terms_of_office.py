"""Terms in which staff act: papers are checked, questions answered; who is silent is reminded, then those above know.

A reminder at half of the time, one word to those above when it is over, each once; nothing is decided by silence here
(R3.10, R8.8, R13.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.models.advising import Question
from services.registration.models.externals import ExternalStudent
from services.registration.models.people import Person
from services.registration.queries.staff import holders
from services.registration.usecases.notices import Value, typed
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.contracts.registration import StaffTermDue
from shared.messaging import Due, publish, schedule

OFFICE, ABOVE = ("specialist", "leading_specialist", "chairman"), ("leading_specialist", "chairman")


class Of(StrEnum):
    """What is waited for."""

    PAPERS = "papers"
    QUESTION = "question"


def begin(session: Session, of: Of, subject_id: UUID, until: datetime) -> None:
    """The term runs from now: a reminder at its half, those above at its end."""
    since = now(session).office
    half = since + (until - since) / 2
    schedule(session, [
        Due(at, StaffTermDue(of.value, subject_id, over), f"staff_term:{of.value}:{subject_id}:{over}")
        for at, over in ((half, False), (until, True))
    ])  # fmt: skip


def act(session: Session, messages: Sequence[StaffTermDue]) -> None:
    """Remind of what still waits, or tell those above; after an outage only the latter."""
    over = {(one.of, one.subject_id): one.over for one in sorted(messages, key=lambda one: one.over)}
    papers = {subject: late for (of, subject), late in over.items() if of == Of.PAPERS}
    questions = {subject: late for (of, subject), late in over.items() if of == Of.QUESTION}
    publish(session, [*_papers(session, papers), *_questions(session, questions)])


def papers_came(session: Session, row: ExternalStudent) -> None:
    """The office is told of the papers of a student of another university, and has so many days for them (R8.8)."""
    publish(session, list(_to(session, OFFICE, "papers_came", row.student_id, _of_papers(session, row))))
    begin(session, Of.PAPERS, row.student_id, row.check_by)


def _papers(session: Session, late: Mapping[UUID, bool]) -> Iterator[Notify]:
    wanted = ExternalStudent.student_id.in_(late), ExternalStudent.status == "sent"
    for row in session.scalars(select(ExternalStudent).where(*wanted)).all():
        over = late[row.student_id] or row.check_by <= now(session).office
        template, whom = ("papers_late", ABOVE) if over else ("papers_wait", OFFICE)
        yield from _to(session, whom, template, row.student_id, _of_papers(session, row))


def _of_papers(session: Session, row: ExternalStudent) -> dict[str, Value]:
    return {"name": session.get_one(Person, row.student_id).name, "by": row.university, "until": row.check_by}


def _questions(session: Session, late: Mapping[UUID, bool]) -> Iterator[Notify]:
    wanted = Question.question_id.in_(late), Question.answered_at.is_(None)
    for row in session.scalars(select(Question).where(*wanted)).all():
        by, whom = session.get_one(Person, row.student_id), session.get_one(Person, row.addressed_to)
        values: dict[str, Value] = {
            "by": by.name, "name": whom.name, "subject": row.subject or "–", "until": row.answer_by,
            "page": f"/registration/questions/{row.question_id}",
        }  # fmt: skip
        if late[row.question_id] or row.answer_by <= now(session).office:
            yield from _to(session, ABOVE, "question_late", row.question_id, values)
        else:
            yield Notify(f"question_waits:{row.question_id}", row.addressed_to, "question_waits", typed(values))


def _to(
    session: Session, roles: Sequence[str], template: str, subject: UUID, values: Mapping[str, Value]
) -> Iterator[Notify]:
    for person_id in holders(session, now(session).day, *roles):
        yield Notify(f"{template}:{subject}:{person_id}", person_id, template, typed(values))
