"""People and students as they change: each change is a new version, told to those who keep a copy (R1.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from services.registration.models.campus import Faculty, Group, Specialty, Student
from services.registration.models.people import Person
from services.registration.usecases import review_cures, withdrawals
from services.registration.usecases.decisions import not_for_oneself
from shared.contracts.registration import PersonChanged, StudentChanged
from shared.errors import NotFound, Refused
from shared.i18n import LANGUAGES
from shared.messaging import publish
from shared.sorting import folded, sort_key


@dataclass(frozen=True, slots=True)
class Standing:
    """What the office sets of a student."""

    group_id: UUID
    year_of_study: int
    funding: str
    status: str
    graduating: bool


def change_contact(session: Session, person_id: UUID, language: str, email: str | None, phone: str | None) -> Person:
    """A person's language and addresses; notices go there from now on (R13.2)."""
    if language not in LANGUAGES:
        raise Refused([Reason("language_unknown", "R13.2")])
    person = session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound("person")
    person.language, person.email, person.phone = language, email or None, phone or None
    person.version_no += 1
    session.flush()
    publish(session, [told_of_person(person)])
    return person


def change_name(session: Session, person_id: UUID, surname: str, given_name: str, patronymic: str) -> Person:
    """Another name, by the paper that the office has seen; lists and search follow it."""
    person = session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound("person")
    person.surname, person.given_name, person.patronymic = surname, given_name, patronymic
    number = session.scalar(select(Student.number).where(Student.student_id == person_id)) or ""
    person.sort_key, person.folded = sort_key(person.name), folded(f"{person.name} {person.iin or ''} {number}")
    person.version_no += 1
    session.flush()
    publish(session, [told_of_person(person)])
    return person


def set_standing(session: Session, student_id: UUID, standing: Standing) -> Student:
    """What the office sets by hand; nobody is expelled so, but by the order of a review (R11.1). Raises Refused."""
    before = session.scalar(select(Student.status).where(Student.student_id == student_id))
    if standing.status == "expelled" and before != "expelled":
        raise Refused([Reason("expelled_by_order", "R11.1")])
    return change_standing(session, student_id, standing)


def change_standing(session: Session, student_id: UUID, standing: Standing) -> Student:
    """Another group, year, funding or status, never one's own (R1.2); the group decides specialty and faculty."""
    not_for_oneself(session, student_id)
    student = session.get(Student, student_id, with_for_update=True)
    found = session.execute(
        select(Group, Specialty)
        .join(Specialty, Specialty.specialty_id == Group.specialty_id)
        .where(Group.group_id == standing.group_id)
    ).one_or_none()
    if student is None or found is None:
        raise NotFound("student" if student is None else "group")
    group, specialty = found
    student.group_id, student.specialty_id, student.faculty_id = (
        group.group_id,
        specialty.specialty_id,
        specialty.faculty_id,
    )
    student.year_of_study, student.funding = standing.year_of_study, standing.funding
    changed = student.status != standing.status
    student.status, student.graduating = standing.status, standing.graduating
    student.version_no += 1
    session.flush()
    tell_of_students(session, [student])
    if standing.status == "deceased":
        _silence(session, student_id)
    if changed:
        withdrawals.student_left(session, student_id, standing.status)
        review_cures.student_gone(session, student_id, standing.status)
    return student


def _silence(session: Session, person_id: UUID) -> None:
    """Nothing is sent to the dead (D14)."""
    person = session.get_one(Person, person_id, with_for_update=True)
    if not person.silenced:
        person.silenced = True
        person.version_no += 1
        session.flush()
        publish(session, [told_of_person(person)])


def told_of_person(person: Person) -> PersonChanged:
    """A person as the others keep him."""
    return PersonChanged(
        person_id=person.person_id,
        version_no=person.version_no,
        surname=person.surname,
        given_name=person.given_name,
        patronymic=person.patronymic,
        language=person.language,
        email=person.email,
        is_staff=person.is_staff,
        silenced=person.silenced,
    )


def tell_of_students(session: Session, students: Sequence[Student]) -> None:
    """Tell of students as they are now."""
    codes = _codes(session, students)
    publish(session, [_told(student, *codes[student.student_id]) for student in students])


def _codes(session: Session, students: Sequence[Student]) -> Mapping[UUID, tuple[UUID | None, Sequence[str | None]]]:
    """His adviser; IIN, and the codes of faculty, specialty and group, of each student."""
    rows = session.execute(
        select(Student.student_id, Group.adviser_id, Person.iin, Faculty.code, Specialty.code, Group.code)
        .join(Person, Person.person_id == Student.student_id)
        .join(Faculty, Faculty.faculty_id == Student.faculty_id)
        .join(Specialty, Specialty.specialty_id == Student.specialty_id)
        .join(Group, Group.group_id == Student.group_id)
        .where(Student.student_id.in_([student.student_id for student in students]))
    )
    return {student_id: (adviser_id, codes) for student_id, adviser_id, *codes in rows}


def _told(student: Student, adviser_id: UUID | None, codes: Sequence[str | None]) -> StudentChanged:
    iin, faculty, specialty, group = codes
    return StudentChanged(
        student_id=student.student_id,
        version_no=student.version_no,
        number=student.number,
        iin=iin,
        faculty=faculty or "",
        specialty=specialty or "",
        group=group or "",
        year_of_study=student.year_of_study,
        funding=student.funding,
        status=student.status,
        faculty_id=student.faculty_id,
        group_id=student.group_id,
        adviser_id=adviser_id,
    )
