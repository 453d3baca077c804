"""Consultation: a question asked where it arises, answered by a named person within a term, kept (R3.10)."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from services.registration.models.advising import Question
from services.registration.models.applications import Application
from services.registration.models.campus import Student
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.models.sections import Section
from services.registration.queries.advising import adviser_of
from services.registration.queries.calendar import working_days
from services.registration.queries.policies import in_force
from services.registration.queries.questions import OFFICE
from services.registration.queries.staff import holders
from services.registration.usecases import terms_of_office
from services.registration.usecases.notices import Value, typed
from services.registration.usecases.recorded import recorded
from services.registration.usecases.terms_of_office import Of
from shared.clock import end_of_day, now
from shared.contracts.notifications import Notify
from shared.errors import NotFound, Refused
from shared.identity import Forbidden, actor_of
from shared.messaging import publish


def ask(session: Session, student_id: UUID, about: str, about_id: UUID | None, words: str) -> Question:
    """Ask his adviser, or the office where he has none; who is to answer is named, and until when.

    Raises NotFound where it is no student's matter, Refused.
    """
    if session.get(Student, student_id) is None:
        raise NotFound("student")
    if not words.strip():
        raise Refused([Reason("question_empty", "R3.10")])
    moment = now(session)
    days = in_force(session, moment.day)["questions_answered"].value["working_days"]
    question = Question(
        question_id=uuid4(), student_id=student_id, about=about, about_id=about_id,
        subject=subject_of(session, student_id, about, about_id), asked=words.strip(), asked_at=moment.office,
        answer_by=end_of_day(working_days(session).shift(moment.day, days)),
        addressed_to=_answers(session, student_id), **recorded(session),
    )  # fmt: skip
    session.add(question)
    session.flush()
    publish(session, [_told(session, "question_asked", question, question.addressed_to, question.asked)])
    terms_of_office.begin(session, Of.QUESTION, question.question_id, question.answer_by)
    return question


def answer(session: Session, question_id: UUID, words: str) -> Question:
    """Answer it, once: whom it is addressed to, or the office. Raises NotFound, Forbidden, Refused."""
    question = session.get(Question, question_id, with_for_update=True)
    if question is None:
        raise NotFound("question")
    actor = actor_of(session)
    if actor is None or not (actor.person_id == question.addressed_to or actor.has(*OFFICE)):
        raise Forbidden("registration.answer_question")
    if question.answered_at is not None or actor.person_id == question.student_id:
        raise Refused([Reason("nothing_to_decide", "R3.10")])
    if not words.strip():
        raise Refused([Reason("question_empty", "R3.10")])
    moment = now(session).office
    question.answer, question.answered_by, question.answered_at = words.strip(), actor.person_id, moment
    session.flush()
    publish(session, [_told(session, "question_answered", question, question.student_id, question.answer)])
    return question


def subject_of(session: Session, student_id: UUID, about: str, about_id: UUID | None) -> str:
    """Codes of the course and the section that it is about. Raises NotFound, also for another's application."""
    if about == "general":
        return ""
    wanted = select(Course.code, Section.label).join(Section, Section.course_id == Course.course_id)
    if about == "case":
        wanted = wanted.join(Application, Application.section_id == Section.section_id)
        wanted = wanted.where(Application.case_id == about_id, Application.student_id == student_id)
    else:
        wanted = wanted.where(Section.section_id == about_id)
    row = session.execute(wanted).one_or_none()
    if row is None:
        raise NotFound(about)
    return f"{row.code}, {row.label}"


def _answers(session: Session, student_id: UUID) -> UUID:
    adviser = adviser_of(session, student_id).adviser_id
    if adviser is not None:
        return adviser
    office = holders(session, now(session).day, *OFFICE)
    if not office:
        raise Refused([Reason("nobody_answers", "R3.10")])
    return office[0]


def _told(session: Session, template: str, question: Question, person_id: UUID, words: str) -> Notify:
    by = session.get_one(Person, question.answered_by or question.student_id)
    values: dict[str, Value] = {
        "by": by.name, "subject": question.subject or "–", "words": words, "until": question.answer_by,
        "page": f"/registration/questions/{question.question_id}",
    }  # fmt: skip
    return Notify(f"{template}:{question.question_id}", person_id, template, typed(values))
