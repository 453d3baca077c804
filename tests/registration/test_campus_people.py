"""Changes of people and students are told as new versions; everything can be told anew (R1.2, R13.2)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.registration.models.campus import Group, Student
from services.registration.models.people import Person
from services.registration.queries import students
from services.registration.usecases import people
from services.registration.usecases.people import Standing
from services.registration.usecases.republish import KINDS, tell_next
from shared.errors import NotFound, Refused
from shared.identity.reach import Reach
from shared.messaging.tables import outbox
from tests.registration.campus import load, university

ALL = Reach(everything=True)


@pytest.fixture
def campus(registration_db: Session) -> Session:
    load(registration_db)
    registration_db.execute(delete(outbox))
    return registration_db


def said(session: Session, name: str, hearer: str) -> list[dict[str, Any]]:
    rows = session.scalars(select(outbox.c.body).where(outbox.c.name == name, outbox.c.hearer == hearer))
    return list(rows)


def found(session: Session, search: str) -> set[UUID]:
    return {row.student_id for row in session.execute(students.listed(ALL, search))}


def test_a_new_name_is_found_sorted_and_told(campus: Session) -> None:
    student = university().students[0]
    people.change_name(campus, student.id, "Әбдіғаппарова", "Ұлжан", "")
    assert found(campus, "абдигаппарова улжан") == {student.id}, "Kazakh letters are found by their neighbours"
    assert student.id in found(campus, student.number)
    (event,) = said(campus, "registration.person_changed", "notifications")
    assert (event["version_no"], event["surname"]) == (2, "Әбдіғаппарова")


def test_a_language_that_notices_do_not_have_is_refused(campus: Session) -> None:
    student = university().students[0]
    with pytest.raises(Refused):
        people.change_contact(campus, student.id, "de", None, None)
    changed = people.change_contact(campus, student.id, "en", "new@tirkeu.example", "")
    assert (changed.language, changed.email, changed.phone, changed.version_no) == ("en", "new@tirkeu.example", None, 2)


def test_another_group_moves_a_student_to_its_specialty_and_faculty(campus: Session) -> None:
    student = university().students[0]
    group = campus.scalars(select(Group).where(Group.specialty_id != student.specialty_id)).first()
    assert group is not None
    people.change_standing(campus, student.id, Standing(group.group_id, 2, "fee", "studying", graduating=False))
    (event,) = said(campus, "registration.student_changed", "billing")
    assert (event["version_no"], event["group"], event["funding"]) == (2, group.code, "fee")
    moved = campus.get(Student, student.id)
    assert moved is not None
    assert moved.specialty_id == group.specialty_id


def test_an_unknown_group_changes_nothing(campus: Session) -> None:
    student = university().students[0]
    with pytest.raises(NotFound):
        people.change_standing(campus, student.id, Standing(uuid4(), 2, "fee", "studying", graduating=False))


def test_everything_is_told_anew_in_batches_with_the_versions_that_stand(campus: Session) -> None:
    people.change_contact(campus, university().students[0].id, "en", None, None)
    campus.execute(delete(outbox))
    for kind in KINDS:
        after = None
        while True:
            after = tell_next(campus, kind, after)
            if after is None:
                break
    told = said(campus, "registration.person_changed", "grading")
    assert len(told) == len(university().students) + len(university().staff)
    assert sorted(event["version_no"] for event in told)[-1] == 2
    assert len(said(campus, "registration.student_changed", "grading")) == len(university().students)
    assert len(said(campus, "registration.section_changed", "grading")) == len(university().sections)


def test_what_is_told_anew_equals_what_was_told_at_first(campus: Session) -> None:
    person = campus.get(Person, university().staff[0].id)
    assert person is not None
    anew = asdict(people.told_of_person(person))
    assert anew["surname"] == university().staff[0].surname
    assert anew["is_staff"] is True
