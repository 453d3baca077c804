"""Absences across the services: the summer's bar, and in a regular term the ground, heard and cured (R11.2d, D10)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from services.grading.domain.absences import Excuse
from services.grading.models import JournalClass
from services.grading.usecases import excuses, journal
from services.grading.usecases.excuses import Document
from services.grading.usecases.scans import Upload
from services.registration.models.campus import Group, Student
from services.registration.models.copies import AbsenceFact
from services.registration.models.reviews import Review, ReviewFact
from shared.clock import at
from shared.contracts.grading import OpenRows
from shared.contracts.registration import SectionChanged, TermChanged, WeeklyClass
from shared.identity import Actor, Held, Role
from shared.messaging import publish
from tests.databases import Bound
from tests.workflows.office import Office, failed_course
from tests.workflows.test_summer_way import told
from tests.workflows.test_ways_out import paid

SCAN = Upload("certificate.pdf", b"%PDF-1.7 ill")
SPECIALIST = Actor(uuid4(), "Specialist", (Held(Role.SPECIALIST),))
CLASSES = (WeeklyClass(1, "09:00", "10:50"), WeeklyClass(3, "09:00", "10:50"))


def classes(office: Office, section_id: UUID) -> list[JournalClass]:
    with office.of.grading.read() as session:
        rows = select(JournalClass).where(JournalClass.section_id == section_id).order_by(JournalClass.starts_at)
        return list(session.scalars(rows))


def take(office: Office, one: JournalClass, *absent: UUID) -> None:
    """The teacher records the class right after it."""
    office.set_clock(one.ends_at)
    with office.of.grading.transaction() as session:
        journal.take(session, office.teacher, one.class_id, set(absent))
    office.wire.carry()


def test_who_misses_a_fifth_of_the_summer_is_not_admitted_and_no_case_is_opened(undone_databases: Bound) -> None:
    office, (missing, other) = paid(undone_databases, 2)
    office.to(at(office.dates.starts_on, 7))
    held = classes(office, office.section.section_id)
    assert len(held) >= 4, "made from the section's weekly times"
    assert held[-1].starts_at < at(office.dates.exams_from, 0), "the week of exams has no classes"
    for one in held[: len(held) // 5 + 1]:
        take(office, one, missing.student_id)
    assert told(office, missing.student_id)["absence_bars"] == 1
    office.to(at(office.dates.ends_on, 18))
    office.teach({missing.student_id: ("80", None), other.student_id: ("80", "70")})
    assert office.standing(missing, other) == ["not_admitted", "debt_closed"]
    assert (office.debt(missing.student_id), office.debt(other.student_id)) == ("open", "closed")
    with office.of.registration.read() as session:
        assert session.scalars(select(AbsenceFact)).all() == [], "D10"
        assert session.scalars(select(Review)).all() == []


def autumn(office: Office, student: UUID) -> UUID:
    """A group of a regular term, as registration tells of it, with the student on its list."""
    term_id, section_id = uuid4(), uuid4()
    course_id, starts_on = failed_course(), date(2026, 9, 1)
    office.set_clock(at(starts_on - timedelta(days=5), 9))
    last, classes_end = date(2027, 1, 9), date(2026, 12, 12)
    term = TermChanged(term_id, 1, "autumn", 2026, starts_on, last, "running", None, classes_end)
    teacher_id = office.teacher.person_id
    section = SectionChanged(
        section_id, 1, term_id, course_id, "A1", teacher_id, "it", "open", (), None, None, CLASSES
    )  # fmt: skip
    with office.of.registration.transaction() as session:
        publish(session, [term, section])
    office.wire.carry()
    with office.of.registration.transaction() as session:
        publish(session, [OpenRows(uuid4(), student, section_id, course_id, term_id, None)])
    office.wire.carry()
    return section_id


def test_over_a_fifth_of_a_regular_term_opens_a_review_that_an_excuse_closes(undone_databases: Bound) -> None:
    office, _ = paid(undone_databases, 1)
    student = office.debtors[-1]
    held = classes(office, autumn(office, student))
    take(office, held[0])
    for one in held[1 : len(held) // 5 + 2]:
        take(office, one, student)
    fact, review = standing(office, student)
    assert fact == (len(held) // 5 + 1, len(held), True)
    assert review is None, "a case is open"
    with office.of.registration.read() as session:
        kept = session.scalars(select(ReviewFact).where(ReviewFact.what == "absences", ReviewFact.source == "grading"))
        assert {one.says["missed"] for one in kept} == {f"number:{fact[0]}"}, "the journal's word is evidence"
    assert {"absence_warning", "absence_over"} <= told(office, student).keys()
    assert told(office, adviser_of(office, student))["absence_of_student"] == 3, "at 10, 15 and 20 %"
    with office.of.grading.transaction() as session:
        days = (office_date(held[1].starts_at), office_date(held[2].starts_at))
        paper = Document(Excuse.CERTIFICATE, "95/1", *days, SCAN)
        excuses.record(session, SPECIALIST, student, paper)
    office.wire.carry()
    fact, review = standing(office, student)
    assert fact == (len(held) // 5 - 1, len(held), False)
    assert review == "cured"
    assert told(office, student)["absence_cured"] == 1


def adviser_of(office: Office, student: UUID) -> UUID:
    with office.of.registration.read() as session:
        query = select(Group.adviser_id).join(Student, Student.group_id == Group.group_id)
        adviser = session.scalar(query.where(Student.student_id == student))
    assert adviser
    return adviser


def office_date(moment: datetime) -> date:
    return moment.date()


def standing(office: Office, student: UUID) -> tuple[tuple[int, int, bool], str | None]:
    """Registration's fact, and how his review ended, if it has."""
    with office.of.registration.read() as session:
        fact = session.scalars(select(AbsenceFact).where(AbsenceFact.student_id == student)).one()
        review = session.scalars(select(Review).where(Review.student_id == student)).one()
        return (fact.missed, fact.held, fact.stands), review.way
