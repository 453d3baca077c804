"""Records as rows of registration's tables."""

from __future__ import annotations

from typing import Any

from services.registration.usecases.records.context import Context
from shared.records import model as source
from shared.sorting import folded, sort_key

Row = dict[str, Any]


def titles(text: source.Texts) -> dict[str, str]:
    """A title as its column keeps it."""
    return {"kk": text.kk, "ru": text.ru, "en": text.en}


def first_year(academic_year: str) -> int:
    """The calendar year in which the academic year ``2025/2026`` begins."""
    return int(academic_year[:4])


def faculty(_: Context, record: source.Faculty) -> Row:
    return {"faculty_id": record.id, "code": record.code, "title": titles(record.title)}


def specialty(_: Context, record: source.Specialty) -> Row:
    return {
        "specialty_id": record.id,
        "code": record.code,
        "title": titles(record.title),
        "faculty_id": record.faculty_id,
    }


def course(_: Context, record: source.CourseRecord) -> Row:
    return {
        "course_id": record.id,
        "version_no": 1,
        "code": record.code,
        "title": titles(record.title),
        "credits": record.credits,
        "faculty_id": record.faculty_id,
        "in_gpa": record.counts_in_gpa,
        "folded": folded(" ".join((record.code, record.title.kk, record.title.ru, record.title.en))),
    }


def term(context: Context, record: source.TermRecord) -> Row:
    return {
        "term_id": record.id,
        "version_no": 1,
        "code": record.code,
        "title": titles(record.title),
        "season": record.kind.value,
        "academic_year": first_year(record.academic_year),
        "starts_on": record.starts_on,
        "ends_on": record.ends_on,
        "status": "imported",
        "recorded_at": context.recorded_at,
    }


def person(record: source.Person, *, is_staff: bool) -> Row:
    number = getattr(record, "number", "")
    return {
        "person_id": record.id,
        "version_no": 1,
        "iin": record.iin or None,
        "surname": record.surname,
        "given_name": record.forename,
        "patronymic": record.patronymic,
        "born_on": record.born_on,
        "language": record.language,
        "email": record.email or None,
        "phone": record.phone or None,
        "is_staff": is_staff,
        "sort_key": sort_key(record.name),
        "folded": folded(f"{record.name} {record.iin} {number}"),
    }


def group(_: Context, record: source.Group) -> Row:
    return {
        "group_id": record.id,
        "code": record.code,
        "specialty_id": record.specialty_id,
        "entry_year": record.entry_year,
        "year_of_study": record.year_of_study,
        "language": record.language,
        "adviser_id": record.adviser_id,
    }


def student(_: Context, record: source.StudentRecord) -> Row:
    return {
        "student_id": record.id,
        "version_no": 1,
        "number": record.number,
        "source_key": record.source_key,
        "faculty_id": record.faculty_id,
        "specialty_id": record.specialty_id,
        "group_id": record.group_id,
        "year_of_study": record.year_of_study,
        "entry_year": record.entry_year,
        "graduating": record.graduating,
        "funding": record.funding.value,
        "status": "studying",
    }


def section(context: Context, record: source.SectionRecord) -> Row:
    return {
        "section_id": record.id,
        "version_no": 1,
        "term_id": record.term_id,
        "course_id": record.course_id,
        "teacher_id": record.teacher_id,
        "label": record.code,
        "language": record.language,
        "capacity": record.capacity,
        "taken": context.taken[record.id],
        "minimum": 0,
        "status": "imported",
        "attestations_on": [],
        "exam_at": record.exam_at,
        "exam_ends_at": record.exam_ends_at,
        "recorded_at": context.recorded_at,
    }


def registration(_: Context, record: source.RegistrationRecord) -> Row:
    return {
        "registration_id": record.id,
        "student_id": record.student_id,
        "section_id": record.section_id,
        "course_id": record.course_id,
        "term_id": record.term_id,
        "attempt": record.attempt,
        "registered_on": record.registered_on,
        "left_on": record.left_on,
        "leaving": record.leaving.value if record.leaving else None,
        "student_load": record.student_load,
    }
