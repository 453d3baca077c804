"""Sections as the office sets them: never fewer seats than are taken, no teacher twice at once (R3.5, R3.7)."""

from __future__ import annotations

from datetime import time
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.registration.domain.timetable import WeeklyClass
from services.registration.models.sections import Section
from services.registration.usecases import sections
from services.registration.usecases.proposals import CourseWish
from services.registration.usecases.sections import SectionPlan
from services.registration.workflows import summer_term
from shared.errors import Refused
from shared.messaging.tables import outbox
from tests.registration.campus import (
    acting,
    dean_of,
    faculty_with_debts,
    office_ready,
    owed_courses,
    teacher_of,
    university,
    with_role,
)

FACULTY = faculty_with_debts()
TEACHER = teacher_of(FACULTY)
MONDAY = (WeeklyClass(1, time(9), time(11, 30), "204"),)
TUESDAY = (WeeklyClass(2, time(9), time(11, 30), "204"),)


@pytest.fixture
def agreed(registration_db: Session) -> tuple[Session, UUID]:
    """A term that the rectorate agreed to, with two sections of one course."""
    session = registration_db
    office_ready(session)
    course = owed_courses(session, FACULTY)[0]
    with acting(session, dean_of(FACULTY)):
        wish = CourseWish(course, groups=2, capacity=20, minimum=5, teacher_id=TEACHER)
        proposal = summer_term.propose(session, FACULTY, university().summer_starts_on, [wish])
    with acting(session, with_role("rectorate")):
        summer_term.decide(session, proposal.term_id, agreed=True)
    return session, proposal.term_id


def two_sections(session: Session, term_id: UUID) -> list[Section]:
    return list(session.scalars(select(Section).where(Section.term_id == term_id).order_by(Section.label)))


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_two_groups_of_one_teacher_are_planned_at_different_times(agreed: tuple[Session, UUID]) -> None:
    first, second = two_sections(*agreed)
    times = [{(one.weekday, one.starts) for one in section.meetings} for section in (first, second)]
    assert times[0].isdisjoint(times[1])
    assert first.exam_at != second.exam_at


def test_a_teacher_is_not_put_into_two_rooms_at_once(agreed: tuple[Session, UUID]) -> None:
    session, _ = agreed
    first, second = two_sections(*agreed)
    sections.change(session, first.section_id, SectionPlan(TEACHER, 20, 5, MONDAY))
    with pytest.raises(Refused) as refused:
        sections.change(session, second.section_id, SectionPlan(TEACHER, 20, 5, MONDAY))
    assert codes(refused) == ["teacher_busy"]
    sections.change(session, second.section_id, SectionPlan(TEACHER, 20, 5, TUESDAY))


def test_a_capacity_below_the_seats_taken_is_refused_and_the_database_stands_behind_it(
    agreed: tuple[Session, UUID],
) -> None:
    session, _ = agreed
    section = two_sections(*agreed)[0]
    section.taken = 12
    session.flush()
    with pytest.raises(Refused) as refused:
        sections.change(session, section.section_id, SectionPlan(TEACHER, 11, 5, MONDAY))
    assert codes(refused) == ["capacity_below_taken"]
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Section).values(taken=21))


def test_a_group_is_added_before_publication_and_not_after_it(agreed: tuple[Session, UUID]) -> None:
    session, term_id = agreed
    course_id = two_sections(*agreed)[0].course_id
    made = sections.add(session, term_id, course_id, SectionPlan(TEACHER, 10, 5, (WeeklyClass(7, time(9), time(10)),)))
    assert made.label == "3"
    summer_term.publish(session, term_id)
    with pytest.raises(Refused) as refused:
        sections.add(session, term_id, course_id, SectionPlan(None, 10, 5, MONDAY))
    assert codes(refused) == ["term_published"]


def test_a_change_of_an_open_section_is_told(agreed: tuple[Session, UUID]) -> None:
    session, term_id = agreed
    summer_term.publish(session, term_id)
    section = two_sections(*agreed)[0]
    sections.change(session, section.section_id, SectionPlan(TEACHER, 15, 5, MONDAY))
    told = session.scalars(select(outbox.c.body).where(outbox.c.name == "registration.section_changed"))
    versions = [body["version_no"] for body in told if body["section_id"] == str(section.section_id)]
    assert sorted(versions) == [2, 3], "opened, then changed"
