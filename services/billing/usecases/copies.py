"""Keeping what billing needs of people, students, courses and terms (design: read copies)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.billing.domain.look_alikes import surname_key
from services.billing.models import Course, Person, Seat, Student, Term
from shared.contracts.registration import CourseChanged, PersonChanged, SeatConfirmed, StudentChanged, TermChanged
from shared.messaging import upsert_copy
from shared.sorting import folded, sort_key


def keep_people(session: Session, events: Sequence[PersonChanged]) -> None:
    """Names and language."""
    upsert_copy(session, Person, [_person(one) for one in events], key="person_id")


def keep_students(session: Session, events: Sequence[StudentChanged]) -> None:
    """Number, IIN, specialty: by these a payment finds its student (R14.2)."""
    rows = [
        {
            "student_id": one.student_id, "version_no": one.version_no, "number": one.number, "iin": one.iin,
            "faculty_id": one.faculty_id, "specialty": one.specialty, "group_name": one.group,
            "funding": one.funding, "status": one.status,
        }
        for one in events
    ]  # fmt: skip
    upsert_copy(session, Student, rows, key="student_id")


def keep_courses(session: Session, events: Sequence[CourseChanged]) -> None:
    """Titles, as invoices print them."""
    rows = [
        {
            "course_id": one.course_id, "version_no": one.version_no, "code": one.code, "credits": one.credits,
            "titles": one.titles,
        }
        for one in events
    ]  # fmt: skip
    upsert_copy(session, Course, rows, key="course_id")


def keep_terms(session: Session, events: Sequence[TermChanged]) -> None:
    """The year that a term closes."""
    rows = [
        {
            "term_id": one.term_id, "version_no": one.version_no, "season": one.season,
            "academic_year": one.academic_year, "status": one.status,
        }
        for one in events
    ]  # fmt: skip
    upsert_copy(session, Term, rows, key="term_id")


def keep_seats(session: Session, events: Sequence[SeatConfirmed]) -> None:
    """Which seats are confirmed as paid: bank = books = seats (R14.2)."""
    rows = [
        {"case_id": one.case_id, "version_no": one.version_no, "student_id": one.student_id, "stands": one.stands}
        for one in events
    ]
    upsert_copy(session, Seat, rows, key="case_id")


def _person(one: PersonChanged) -> dict[str, object]:
    name = f"{one.surname} {one.given_name} {one.patronymic}".strip()
    return {
        "person_id": one.person_id, "version_no": one.version_no, "surname": one.surname,
        "given_name": one.given_name, "patronymic": one.patronymic, "language": one.language,
        "surname_key": surname_key(one.surname), "sort_key": sort_key(name), "folded": folded(name),
    }  # fmt: skip
