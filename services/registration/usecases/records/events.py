"""Records as the events by which the other services get their copies."""

from __future__ import annotations

from services.registration.usecases.records.context import Context
from services.registration.usecases.records.rows import first_year, titles
from shared.contracts.registration import CourseChanged, PersonChanged, SectionChanged, StudentChanged, TermChanged
from shared.records import model as source


def person(record: source.Person, *, is_staff: bool) -> PersonChanged:
    return PersonChanged(
        person_id=record.id,
        version_no=1,
        surname=record.surname,
        given_name=record.forename,
        patronymic=record.patronymic,
        language=record.language,
        email=record.email or None,
        is_staff=is_staff,
    )


def student(context: Context, record: source.StudentRecord) -> StudentChanged:
    return StudentChanged(
        student_id=record.id,
        version_no=1,
        number=record.number,
        iin=record.iin or None,
        faculty=context.faculty_codes[record.faculty_id],
        specialty=context.specialty_codes[record.specialty_id],
        group=context.group_codes[record.group_id],
        year_of_study=record.year_of_study,
        funding=record.funding.value,
        status="studying",
        faculty_id=record.faculty_id,
        group_id=record.group_id,
        adviser_id=context.group_advisers[record.group_id],
    )


def course(_: Context, record: source.CourseRecord) -> CourseChanged:
    return CourseChanged(
        course_id=record.id,
        version_no=1,
        code=record.code,
        credits=record.credits,
        titles=titles(record.title),
        in_gpa=record.counts_in_gpa,
        faculty_id=record.faculty_id,
    )


def term(_: Context, record: source.TermRecord) -> TermChanged:
    return TermChanged(
        term_id=record.id,
        version_no=1,
        season=record.kind.value,
        academic_year=first_year(record.academic_year),
        starts_on=record.starts_on,
        ends_on=record.ends_on,
        status="imported",
    )


def section(context: Context, record: source.SectionRecord) -> SectionChanged:
    faculty_id = context.course_faculties[record.course_id]
    return SectionChanged(
        section_id=record.id,
        version_no=1,
        term_id=record.term_id,
        course_id=record.course_id,
        label=record.code,
        teacher_id=record.teacher_id,
        faculty=context.faculty_codes[faculty_id],
        status="imported",
        attestations_on=(),
        exam_ends_at=record.exam_ends_at,
        faculty_id=faculty_id,
    )
