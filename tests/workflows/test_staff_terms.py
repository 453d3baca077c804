"""Terms of the staff act by themselves: papers, questions, appeals; reminded, then escalated (R3.10, R5.5, R8.8)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from services.grading.models import AttemptRow
from services.grading.usecases import appeals
from services.registration.models.advising import Question
from services.registration.models.externals import ExternalStudent
from services.registration.usecases import externals as papers
from services.registration.usecases import questions
from tests.databases import Bound
from tests.registration import campus
from tests.workflows.office import Office
from tests.workflows.test_people import external
from tests.workflows.test_results_that_change import taught
from tests.workflows.test_summer_way import nothing_is_left_lying, told

SECOND = timedelta(seconds=1)


def person(role: str) -> UUID:
    return campus.with_role(role).person_id


def ask(office: Office) -> Question:
    with office.of.registration.transaction() as session:
        question = questions.ask(session, office.debtors[0], "general", None, "Does it stand for Physics 1?")
        session.expunge(question)
    office.wire.carry()
    return question


def test_a_question_that_nobody_answers_is_reminded_of_and_then_told_to_those_above(undone_databases: Bound) -> None:
    office = Office(undone_databases, 1)
    question, answered = ask(office), ask(office)
    with office.of.registration.transaction() as session, campus.acting(session, campus.with_role("specialist")):
        questions.answer(session, answered.question_id, "It does.")
    office.to(question.asked_at + (question.answer_by - question.asked_at) / 2)
    assert told(office, question.addressed_to)["question_waits"] == 1, "not of the one that is answered"
    assert told(office, person("chairman"))["question_late"] == 0
    office.to(question.answer_by + SECOND)
    assert told(office, person("chairman"))["question_late"] == 1
    assert told(office, question.addressed_to)["question_waits"] == 1
    nothing_is_left_lying(office)


def test_papers_of_a_student_of_another_university_are_told_reminded_of_and_escalated(undone_databases: Bound) -> None:
    office = Office(undone_databases, 1)
    student = external(office)
    assert told(office, person("specialist"))["papers_came"] == 1
    with office.of.registration.read() as session:
        row = session.get_one(ExternalStudent, student)
    office.to(row.sent_at + (row.check_by - row.sent_at) / 2)
    assert told(office, person("specialist"))["papers_wait"] == 1
    office.set_clock(row.check_by + SECOND)
    office.to(row.check_by + SECOND)
    assert told(office, person("chairman"))["papers_late"] == 1
    assert told(office, person("specialist"))["papers_late"] == 0
    nothing_is_left_lying(office)


def test_papers_that_were_checked_in_time_remind_nobody(undone_databases: Bound) -> None:
    office = Office(undone_databases, 1)
    student = external(office)
    with office.of.registration.transaction() as session, campus.acting(session, campus.with_role("specialist")):
        check_by = papers.check(session, student, accepted=True).check_by
    office.to(check_by + SECOND)
    assert not {"papers_wait", "papers_late"} & told(office, person("chairman")).keys()


def test_an_appeal_that_nobody_decides_reaches_chairman_and_rectorate(undone_databases: Bound) -> None:
    office, [fails] = taught(undone_databases, "49")
    with office.of.grading.transaction() as session:
        mine = AttemptRow.student_id == fails.student_id, AttemptRow.source == "sheet"
        attempt = session.scalars(select(AttemptRow.attempt_id).where(*mine)).one()
        until = appeals.file(session, fails.student_id, attempt, "question 3").decide_by
    office.wire.carry()
    assert until
    assert told(office, person("chairman"))["appeal_waits"] == 1
    office.to(until - SECOND)
    assert told(office, person("chairman"))["appeal_waits"] == 2, "half of the time is over"
    office.to(until + SECOND)
    assert told(office, person("chairman"))["appeal_late"] == 1
    assert told(office, person("rectorate"))["appeal_late"] == 1
    nothing_is_left_lying(office)
