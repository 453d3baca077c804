"""Telling everything anew: for a new hearer, or one whose copies were lost; the versions decide what is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.registration.models.applications import Application
from services.registration.models.campus import Student
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.models.sections import Section
from services.registration.models.terms import Holiday, Term
from services.registration.usecases import enrolments, holidays, section_events, terms
from services.registration.usecases.people import tell_of_students, told_of_person
from shared.contracts.registration import CourseChanged
from shared.messaging import publish

BATCH = 500
Key = UUID | date
Teller = Callable[[Session, Sequence[Any]], None]


def tell_next(session: Session, kind: str, after: Key | None) -> Key | None:
    """Tell of the next batch of a kind by id; answers the last id told, None when there were no more."""
    model, key, tell = KINDS[kind]
    query = select(model).order_by(key).limit(BATCH)
    rows = session.scalars(query.where(key > after) if after else query).all()
    if not rows:
        return None
    tell(session, rows)
    last: Key = getattr(rows[-1], key.key)
    return last


def _people(session: Session, people: Sequence[Person]) -> None:
    publish(session, [told_of_person(person) for person in people])


def _courses(session: Session, courses: Sequence[Course]) -> None:
    publish(session, _told_of_courses(courses))


def _told_of_courses(courses: Sequence[Course]) -> Iterator[CourseChanged]:
    for course in courses:
        yield CourseChanged(
            course_id=course.course_id,
            version_no=course.version_no,
            code=course.code,
            credits=course.credits,
            titles=course.title,
            in_gpa=course.in_gpa,
            faculty_id=course.faculty_id,
        )


def _terms(session: Session, found: Sequence[Term]) -> None:
    publish(session, [terms.changed(term) for term in found if term.status != "proposed"])


def _sections(session: Session, sections: Sequence[Section]) -> None:
    section_events.tell(session, [section for section in sections if section.status != "planned"])


def _seats(session: Session, cases: Sequence[Application]) -> None:
    publish(session, [said for case in cases if (said := enrolments.seat_of(case)) is not None])


KINDS: Mapping[str, tuple[type[Any], InstrumentedAttribute[Any], Teller]] = {
    "people": (Person, Person.person_id, _people),
    "students": (Student, Student.student_id, tell_of_students),
    "courses": (Course, Course.course_id, _courses),
    "terms": (Term, Term.term_id, _terms),
    "sections": (Section, Section.section_id, _sections),
    "holidays": (Holiday, Holiday.day, holidays.tell),
    "seats": (Application, Application.case_id, _seats),
}
