"""A summer term from a dean's proposal to its end, on the office's clock (R8.2, R8.3, D1)."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from services.registration.models.campus import Student
from services.registration.models.copies import DebtCopy, TariffCopy
from services.registration.models.orders import Order
from services.registration.models.sections import Section
from services.registration.models.terms import Term, TermProposal
from services.registration.paper import order_pdf
from services.registration.queries.terms import report
from services.registration.usecases import orders
from services.registration.usecases.applications import Wish, prospect
from services.registration.usecases.proposals import CourseWish, first_possible_start
from services.registration.usecases.terms import chain_of
from services.registration.workflows import summer_enrolment, summer_term
from services.registration.workflows.engine import engine
from shared.clock import set_office
from shared.errors import Refused
from shared.i18n import LANGUAGES
from shared.messaging.codec import load
from shared.messaging.deadlines import next_due
from shared.messaging.tables import deadlines, outbox
from tests.databases import Bound
from tests.registration.campus import (
    acting,
    dean_of,
    faculty_with_debts,
    office_ready,
    on,
    owed_courses,
    university,
    with_role,
)

START = university().summer_starts_on
FACULTY = faculty_with_debts()
TEACHERS = [
    person.id
    for person in university().staff
    for held in person.roles
    if held.role == "teacher" and held.faculty_id in (FACULTY, None)
]


@pytest.fixture
def office(registration_db: Session) -> Session:
    office_ready(registration_db)
    return registration_db


def wishes(session: Session, teachers: Sequence[UUID | None] = TEACHERS) -> list[CourseWish]:
    courses = owed_courses(session, FACULTY)
    return [
        CourseWish(course, groups=2, capacity=20, minimum=5, teacher_id=teachers[place % len(teachers)])
        for place, course in enumerate(courses)
    ]


def propose(session: Session, start: date = START) -> TermProposal:
    with acting(session, with_role("dean")):
        return summer_term.propose(session, FACULTY, start, wishes(session))


def decide(session: Session, term_id: UUID, agreed: bool) -> None:
    with acting(session, with_role("rectorate")):
        summer_term.decide(session, term_id, agreed)


def the_term(session: Session) -> Term:
    return session.scalars(select(Term).where(Term.season == "summer")).one()


def play(session: Session) -> None:
    """Let the office clock reach the next due moment, and what is due in a case act; reminders are no case's."""
    moment = next_due(session)
    assert moment is not None
    set_office(session, moment)
    due = session.execute(delete(deadlines).where(deadlines.c.due_at <= moment).returning(deadlines)).all()
    messages = [load(row.name, row.version, row.body) for row in due]
    engine.deliver(session, [message for message in messages if hasattr(message, "case_id")])


def notices(session: Session, template: str) -> set[str]:
    rows = session.scalars(select(outbox.c.body).where(outbox.c.name == "notifications.notify"))
    return {body["person_id"] for body in rows if body["template"] == template}


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_a_term_is_proposed_agreed_published_and_run_to_its_end(office: Session) -> None:
    proposal = propose(office)
    assert notices(office, "term_proposed") == {str(with_role("rectorate").person_id)}
    assert proposal.courses[0].expected_fee.tiyn > 0
    decide(office, proposal.term_id, agreed=True)
    term = the_term(office)
    assert (term.status, proposal.status) == ("agreed", "agreed")
    sections = office.scalars(select(Section).where(Section.term_id == term.term_id)).all()
    assert len(sections) == 2 * len(proposal.courses)
    on(office, chain_of(term).publish_by)
    summer_term.publish(office, term.term_id)
    assert term.status == "published"
    assert term.seed
    assert {section.status for section in sections} == {"open"}
    play(office)
    assert notices(office, "window_open")
    wanted = apply_for_one(office, sections)
    statuses = []
    while next_due(office) is not None:
        play(office)
        statuses.append(term.status)
    assert statuses[-1] == "finished"
    assert "running" in statuses
    ends = {section.section_id: section.status for section in sections}
    assert ends.pop(wanted) == "finished"
    assert set(ends.values()) == {"not_held"}, "nobody applied for the others (D22)"
    said = select(outbox.c.body).where(outbox.c.name == "registration.term_changed").order_by(outbox.c.id)
    changed = office.scalars(said)
    assert [body["status"] for body in changed if body["season"] == "summer"] == [
        status for status in ("agreed", "published", "running", "finished") for _ in ("grading", "billing")
    ]


def apply_for_one(session: Session, sections: Sequence[Section]) -> UUID:
    """A debtor applies for the first section, which the council lets run whoever pays; answers which."""
    sections[0].minimum = 0
    owing = select(DebtCopy).join(Student, Student.student_id == DebtCopy.student_id)
    debt = session.scalars(
        owing.where(DebtCopy.course_id == sections[0].course_id, Student.status == "studying")
    ).first()
    assert debt
    offer = prospect(session, debt.student_id, sections[0].section_id).offer
    assert offer
    summer_enrolment.apply_one(session, Wish(debt.student_id, sections[0].section_id, offer.digest))
    return sections[0].section_id


def test_a_term_for_which_nobody_applied_is_not_held_and_says_so_in_its_report(office: Session) -> None:
    proposal = propose(office)
    decide(office, proposal.term_id, agreed=True)
    summer_term.publish(office, proposal.term_id)
    while next_due(office) is not None:
        play(office)
    assert the_term(office).status == "not_held"
    assert len(report(office, proposal.term_id).not_held) == 2 * len(proposal.courses)


def test_orders_are_numbered_without_gaps_and_printed_in_three_languages(office: Session) -> None:
    proposal = propose(office)
    decide(office, proposal.term_id, agreed=True)
    with office.begin_nested() as undone:
        summer_term.publish(office, proposal.term_id)
        undone.rollback()
    summer_term.publish(office, proposal.term_id, seed="published")
    order = orders.order_of(office, proposal.term_id)
    assert order
    assert (order.full_number, order.content["seed"]) == ("2026-1", "published")
    assert [course["groups"] for course in order.content["courses"]] == [2] * len(proposal.courses)
    assert all(order_pdf(order, language).startswith(b"%PDF-") for language in LANGUAGES)
    with pytest.raises(DBAPIError, match="kept as they are"), office.begin_nested():
        office.execute(update(Order).values(number=7))


def test_a_silent_rectorate_means_not_held_and_everybody_is_told(office: Session) -> None:
    proposal = propose(office)
    assert the_term(office).decide_by is not None
    play(office)
    assert the_term(office).status == "not_held"
    assert proposal.status == "expired"
    told = notices(office, "term_not_held")
    assert str(proposal.proposed_by) in told


def test_what_the_rectorate_refuses_is_not_held_and_may_be_proposed_anew(office: Session) -> None:
    proposal = propose(office)
    decide(office, proposal.term_id, agreed=False)
    assert (the_term(office).status, proposal.status) == ("not_held", "refused")
    assert str(proposal.proposed_by) in notices(office, "term_refused")
    again = propose(office)
    assert again.term_id != proposal.term_id


def test_a_decision_after_its_time_is_not_taken(office: Session) -> None:
    proposal = propose(office)
    on(office, date(2026, 5, 26))
    with pytest.raises(Refused) as refused:
        decide(office, proposal.term_id, agreed=True)
    assert codes(refused) == {"decision_too_late"}


def test_a_term_not_published_in_time_is_not_held(office: Session) -> None:
    proposal = propose(office)
    decide(office, proposal.term_id, agreed=True)
    play(office)
    assert the_term(office).status == "not_held"


def test_a_proposal_is_refused_with_every_reason_at_once(office: Session) -> None:
    sunday = date(2026, 6, 14)
    on(office, date(2026, 6, 1))
    owed = owed_courses(office, FACULTY)[0]
    other = next(course.id for course in university().courses if course.faculty_id != FACULTY)
    bad = [
        CourseWish(owed, groups=1, capacity=4, minimum=5),
        CourseWish(other, groups=0, capacity=10, minimum=2, teacher_id=with_role("rectorate").person_id),
    ]
    with pytest.raises(Refused) as refused, acting(office, with_role("dean")):
        summer_term.propose(office, FACULTY, sunday, bad)
    assert {"minimum_wrong", "sizes_wrong", "teacher_unknown", "date_on_day_off", "proposal_too_late"} <= codes(refused)


def test_a_faculty_proposes_once_and_another_joins_with_the_same_start(office: Session) -> None:
    propose(office)
    with pytest.raises(Refused) as refused:
        propose(office, START.replace(day=START.day + 7))
    assert {"already_proposed", "another_start_proposed"} <= codes(refused)


def test_a_term_is_not_published_while_a_price_or_a_teacher_is_missing(office: Session) -> None:
    with acting(office, with_role("dean")):
        proposal = summer_term.propose(office, FACULTY, START, wishes(office, [None]))
    decide(office, proposal.term_id, agreed=True)
    office.execute(delete(TariffCopy))
    with pytest.raises(Refused) as refused:
        summer_term.publish(office, proposal.term_id)
    assert codes(refused) == {"section_without_teacher", "tariff_missing"}
    assert {reason.rule for reason in refused.value.reasons} == {"R8.2", "R9.2"}


def test_the_first_possible_monday_leaves_the_rectorate_its_days(office: Session) -> None:
    start = first_possible_start(office)
    assert start == date(2026, 6, 22)
    propose(office, start)


def test_two_deans_who_propose_in_the_same_second_share_one_term(tirkeu_databases: Bound) -> None:
    registration = tirkeu_databases.registration
    with registration.transaction() as session:
        office_ready(session)
        faculties = [faculty.id for faculty in university().faculties if owed_courses(session, faculty.id)][:2]
        courses = {faculty: owed_courses(session, faculty) for faculty in faculties}

    def propose_for(faculty: UUID) -> UUID:
        wished = [CourseWish(course, groups=1, capacity=20, minimum=5) for course in courses[faculty]]
        with registration.transaction() as session, acting(session, dean_of(faculty)):
            return summer_term.propose(session, faculty, START, wished).term_id

    with ThreadPoolExecutor(2) as both:
        found = list(both.map(propose_for, faculties))
    assert found[0] == found[1]


def test_whoever_proposed_does_not_agree_whatever_other_roles_he_has(office: Session) -> None:
    proposal = propose(office)
    with acting(office, with_role("dean")), pytest.raises(Refused) as refused:
        summer_term.decide(office, proposal.term_id, agreed=True)
    assert codes(refused) == {"not_for_oneself"}
    assert the_term(office).status == "proposed"
