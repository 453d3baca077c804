"""The generated university: nobody real, nothing by accident."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest

from shared.people_ids import iin_is_valid
from shared.records.figures import figures, last_attempts
from shared.records.generated import generated_university
from shared.records.model import Batch, Mark, Record, Role, StaffRecord, StudentRecord, University
from shared.records.scale import letter


@pytest.fixture(scope="module")
def university() -> University:
    return generated_university(seed=7, students=1000)


def test_the_same_seed_gives_the_same_university(university: University) -> None:
    assert generated_university(seed=7, students=1000) == university
    assert generated_university(seed=8, students=1000).registrations != university.registrations


def test_it_has_the_size_that_was_asked_for(university: University) -> None:
    assert len(university.students) == 1000
    assert len(university.faculties) == 4
    assert len(university.specialties) >= 8
    assert 30 <= len(university.courses) <= 40
    assert {student.year_of_study for student in university.students} == {1, 2, 3, 4}
    assert {student.language for student in university.students} == {"kk", "ru"}
    assert {student.funding.value for student in university.students} == {"grant", "fee"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_about_one_in_five_students_has_a_debt_and_few_withdraw(seed: int) -> None:
    counted = figures(generated_university(seed, students=1000))
    assert 150 <= counted.debtors <= 250
    assert 0.02 <= counted.letters["W"] / counted.registrations <= 0.04


def test_nobody_is_real_and_every_number_is_valid_and_ones_own(university: University) -> None:
    people: list[StudentRecord | StaffRecord] = [*university.students, *university.staff]
    assert all(iin_is_valid(who.iin) for who in people)
    assert {who.iin[6] for who in people} == {"1", "2"}, "born in the 1800s (R14.3)"
    assert all(who.born_on < date(1900, 1, 1) and f"{who.born_on:%y%m%d}" == who.iin[:6] for who in people)
    assert len({who.iin for who in people}) == len(people)
    assert len({who.number for who in people}) == len(people)


def test_every_role_is_held_and_every_faculty_has_its_dean(university: University) -> None:
    held = [role for who in university.staff for role in who.roles]
    assert {role.role for role in held} == set(Role)
    assert {role.faculty_id for role in held if role.role is Role.DEAN} == {of.id for of in university.faculties}


def test_every_specialty_has_a_price_in_the_year_that_the_summer_closes(university: University) -> None:
    priced = {row.specialty_id for row in university.tariffs if row.academic_year == "2025/2026" and row.credit_price}
    assert priced == {of.id for of in university.specialties}


def test_sections_hold_thirty_and_nobody_is_in_two_places_at_once(university: University) -> None:
    seated = Counter(row.section_id for row in university.registrations)
    assert max(seated.values()) <= 30
    teachers: dict[object, Counter[object]] = defaultdict(Counter)
    for section in university.sections:
        for meeting in section.meetings:
            teachers[section.term_id, section.teacher_id][meeting.weekday, meeting.starts] += 1
            teachers[section.term_id, meeting.room][meeting.weekday, meeting.starts] += 1
    assert max(most for hours in teachers.values() for most in hours.values()) == 1


def test_no_student_has_two_classes_at_one_hour(university: University) -> None:
    section = {row.id: row for row in university.sections}
    hours: dict[tuple[UUID, UUID], list[object]] = defaultdict(list)
    for row in university.registrations:
        meetings = section[row.section_id].meetings
        hours[row.student_id, row.term_id] += [(meeting.weekday, meeting.starts) for meeting in meetings]
    assert all(len(set(taken)) == len(taken) for taken in hours.values())


def test_letters_follow_from_percents_and_failures_say_why(university: University) -> None:
    for row in university.registrations:
        assert row.letter == ("W" if row.percent is None else letter(row.percent))
        assert (row.mark is Mark.WITHDRAWN) == (row.letter == "W") == (row.leaving is not None)
    failures = Counter(row.mark for row in last_attempts(university.registrations) if row.letter == "F")
    assert set(failures) == {Mark.GRADE, Mark.NOT_ADMITTED, Mark.NOT_APPEARED}


def test_the_summer_term_comes_after_the_last_term(university: University) -> None:
    assert max(term.ends_on for term in university.terms) < university.summer_starts_on
    assert university.summer_starts_on >= date(2025, 6, 1)
    assert all(section.exam_at.date() <= max(t.ends_on for t in university.terms) for section in university.sections)


def test_an_import_that_stopped_goes_on_with_the_same_batches(university: University) -> None:
    batches = list(university.batches(size=100))
    assert [batch.number for batch in batches] == list(range(1, university.batch_count(size=100) + 1))
    again = list(generated_university(seed=7, students=1000).batches(size=100, after=40))
    assert again == batches[40:]


def test_no_record_names_one_that_has_not_come_before(university: University) -> None:
    known: set[UUID] = set()
    for batch in university.batches(size=100):
        known |= {record.id for record in batch.records}
        assert named(batch) <= known


def named(batch: Batch) -> set[UUID]:
    """Every id that the records of a batch name."""
    return {value for record in batch.records for value in values_of(record) if isinstance(value, UUID)}


def values_of(record: Record) -> Sequence[object]:
    return [getattr(record, name) for name in type(record).__dataclass_fields__]
