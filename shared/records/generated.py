"""A university that does not exist: the same one for the same seed and number of students."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from math import ceil
from random import Random
from uuid import UUID

from shared.records import calendar
from shared.records.catalogue import catalogue, tariffs
from shared.records.cohorts import YEARS, Cohorts
from shared.records.ids import record_id
from shared.records.model import (
    CourseRecord,
    Faculty,
    Group,
    Leaving,
    Mark,
    RegistrationRecord,
    Role,
    SectionRecord,
    StaffRecord,
    StudentRecord,
    TermRecord,
    University,
)
from shared.records.results import Result, draw_results
from shared.records.staff import staff, with_role
from shared.records.timetable import Timetable

FIRST_ORDINAL = 20_001
GROUP_SIZE = 25
CAPACITY = 30
STUDENTS_A_TEACHER = 80
TEACHERS_AT_LEAST = 10


def generated_university(seed: int, students: int = 1000, summer_year: int = calendar.SUMMER_YEAR) -> University:
    """Faculties, people, an autumn and a spring term with their results, from nothing but the seed."""
    terms = (calendar.autumn(summer_year - 1), calendar.spring(summer_year))
    people = staff(teachers=max(TEACHERS_AT_LEAST, ceil(students / STUDENTS_A_TEACHER)))
    cohorts = Cohorts(seed, summer_year - 1, people, GROUP_SIZE)
    learners = tuple(_students(cohorts, students))
    placed = [pair for term in terms for pair in _sections(term, cohorts.groups, people)]
    return University(
        source=f"generated:{seed}:{students}",
        summer_starts_on=calendar.summer_starts_on(summer_year),
        faculties=catalogue().faculties,
        specialties=catalogue().specialties,
        tariffs=tariffs(seed, (calendar.academic_year(summer_year - 1), calendar.academic_year(summer_year))),
        courses=catalogue().courses,
        terms=terms,
        staff=people,
        groups=cohorts.groups,
        students=learners,
        sections=tuple(section for _, section in placed),
        registrations=tuple(_registrations(seed, learners, placed, terms)),
    )


def _students(cohorts: Cohorts, how_many: int) -> Iterator[StudentRecord]:
    """Students spread evenly over specialties and years."""
    specialties = catalogue().specialties
    for place in range(how_many):
        specialty = specialties[place % len(specialties)]
        year = place // len(specialties) % YEARS + 1
        yield cohorts.student(f"generated:{place + 1}", FIRST_ORDINAL + place, specialty, year)


def _sections(
    term: TermRecord, groups: tuple[Group, ...], people: tuple[StaffRecord, ...]
) -> Iterator[tuple[Group, SectionRecord]]:
    """A section of each group for each course that it takes in the term (R3.7)."""
    timetable = Timetable(term)
    faculty_of = _faculties_by_specialty()
    for group in groups:
        plan = catalogue().plan(faculty_of[group.specialty_id])
        for course in plan[group.year_of_study, term.kind.value]:
            yield group, _section(term, group, course, timetable, people)


def _section(
    term: TermRecord, group: Group, course: CourseRecord, timetable: Timetable, people: tuple[StaffRecord, ...]
) -> SectionRecord:
    code = f"{course.code}-{group.code}"
    faculty = next(faculty for faculty in catalogue().faculties if faculty.id == course.faculty_id)
    teacher_id, meetings = timetable.place(code, with_role(people, Role.TEACHER, faculty), group.code)
    begins, ends = timetable.exam(code)
    return SectionRecord(
        record_id("section", term.code, code), code, term.id, course.id, teacher_id, group.language, CAPACITY,
        meetings, begins, ends,
    )  # fmt: skip


def _registrations(
    seed: int,
    students: tuple[StudentRecord, ...],
    placed: list[tuple[Group, SectionRecord]],
    terms: tuple[TermRecord, ...],
) -> Iterator[RegistrationRecord]:
    """Every student in the sections of his group, with his results."""
    sections = defaultdict(list)
    for group, section in placed:
        sections[group.id].append(section)
    term_of = {term.id: term for term in terms}
    for student in students:
        chance = Random(f"{seed}:results:{student.source_key}")
        taken = sections[student.group_id]
        for section, result in zip(taken, draw_results(chance, len(taken)), strict=True):
            yield _registration(student, section, term_of[section.term_id], result, chance)


def _registration(
    student: StudentRecord, section: SectionRecord, term: TermRecord, result: Result, chance: Random
) -> RegistrationRecord:
    withdrawn = result.mark is Mark.WITHDRAWN
    left_on = term.starts_on + timedelta(days=chance.randrange(-5, 70)) if withdrawn else None
    return RegistrationRecord(
        id=record_id("registration", student.source_key, section.id),
        student_id=student.id,
        section_id=section.id,
        course_id=section.course_id,
        term_id=term.id,
        attempt=1,
        registered_on=term.starts_on - timedelta(days=chance.randrange(6, 40)),
        left_on=left_on,
        leaving=None if left_on is None else Leaving.BEFORE_START if left_on <= term.starts_on else Leaving.AFTER_START,
        mark=result.mark,
        percent=result.percent,
        letter=result.letter,
        evidence=result.evidence,
    )


def _faculties_by_specialty() -> dict[UUID, Faculty]:
    faculties = {faculty.id: faculty for faculty in catalogue().faculties}
    return {of.id: faculties[of.faculty_id] for of in catalogue().specialties}
