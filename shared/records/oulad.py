"""Real records: the Open University Learning Analytics Dataset as a university of ours.

Kuzilek, Hlosta, Zdrahal 2017, doi:10.1038/sdata.2017.171, CC BY 4.0; read from the user's own folder. Results, dates
and retakes are real; names, IINs, specialties, groups and tariffs are drawn from the seed. Presentations run eight
months and our terms four: the last day of a presentation is the last of its term, its other days count from there.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from random import Random

from shared.records import calendar
from shared.records.catalogue import catalogue, tariffs
from shared.records.cohorts import YEARS, Cohorts
from shared.records.ids import record_id
from shared.records.model import RegistrationRecord, SectionRecord, StudentRecord, TermRecord, University
from shared.records.oulad_files import INFO, REGISTRATIONS, Dates, Enrolment, Oulad, read
from shared.records.oulad_results import evidence, leaving, mark_of, percent_and_letter
from shared.records.oulad_sections import Sections, course_of, in_time, terms_of
from shared.records.staff import staff

FIRST_ORDINAL = 2_000_001
FIRST_GROUP = 51
GROUP_SIZE = 25
TEACHERS = 30
"""Of a faculty."""


def oulad_university(folder: Path, seed: int = 1, summer_year: int = calendar.SUMMER_YEAR) -> University:
    """The university in this folder; what could not be taken stands in its report.

    Raises SourceUnreadable when one of the five files is missing or lacks a column.
    """
    found, people = read(folder), staff(TEACHERS)
    terms = terms_of(found.lengths, summer_year)
    cohorts = Cohorts(seed, summer_year - 1, people, GROUP_SIZE, FIRST_GROUP)
    students = dict(_students(found, cohorts, seed))
    sections = Sections(terms, people)
    registrations = tuple(_registrations(found, students, sections, terms))
    return University(
        source=f"oulad:{seed}",
        summer_starts_on=calendar.summer_starts_on(summer_year),
        faculties=catalogue().faculties,
        specialties=catalogue().specialties,
        tariffs=tariffs(seed, tuple(calendar.academic_year(summer_year + years) for years in (-2, -1, 0))),
        courses=(
            *catalogue().courses,
            *(course_of(module) for module in sorted({module for module, _ in found.lengths})),
        ),
        terms=tuple(terms.values()),
        staff=people,
        groups=cohorts.groups,
        students=tuple(students.values()),
        sections=sections.all,
        registrations=registrations,
        report=tuple(found.report.rows),
    )


def _students(found: Oulad, cohorts: Cohorts, seed: int) -> Iterator[tuple[int, StudentRecord]]:
    """Each student once, with a specialty and a year of study from the seed."""
    specialties = catalogue().specialties
    for place, number in enumerate(sorted({number for *_, number in found.enrolments})):
        chance = Random(f"{seed}:oulad:{number}")
        specialty, year = chance.choice(specialties), chance.randint(1, YEARS)
        yield number, cohorts.student(f"oulad:{number}", FIRST_ORDINAL + place, specialty, year)


def _registrations(
    found: Oulad, students: Mapping[int, StudentRecord], sections: Sections, terms: Mapping[str, TermRecord]
) -> Iterator[RegistrationRecord]:
    """Every registration in the order of time, so that a later attempt has a higher number than an earlier one."""
    attempts: dict[tuple[int, str], int] = {}
    for row in sorted(found.enrolments.values(), key=lambda row: in_time(row.taking[1])):
        module, code, number = row.taking
        attempt = max(row.previous_attempts + 1, attempts.get((number, module), 0) + 1)
        attempts[number, module] = attempt
        _note_attempt(found, row, attempt)
        yield _registration(found, row, attempt, students[number], sections.seat((module, code)), terms[code])


def _registration(
    found: Oulad, row: Enrolment, attempt: int, student: StudentRecord, section: SectionRecord, term: TermRecord
) -> RegistrationRecord:
    length, scores = found.lengths[row.taking[:2]], found.scores.get(row.taking, [])
    percent, letter = percent_and_letter(row.result, scores)
    dates = found.dates.get(row.taking)
    _note_dates(found, row, dates)
    way = leaving(row.result, dates.left if dates else None)
    first_day = term.ends_on - timedelta(days=length)
    registered, left = (dates.registered, dates.left) if dates else (None, None)
    return RegistrationRecord(
        id=record_id("registration", student.source_key, section.id),
        student_id=student.id,
        section_id=section.id,
        course_id=section.course_id,
        term_id=term.id,
        attempt=attempt,
        registered_on=None if registered is None else first_day + timedelta(days=registered),
        left_on=None if left is None or way is None else first_day + timedelta(days=left),
        leaving=way,
        mark=mark_of(row.result),
        percent=percent,
        letter=letter,
        evidence=evidence(scores, length),
        carried_over=any(score.banked for score in scores),
        student_load=row.load,
    )


def _note_attempt(found: Oulad, row: Enrolment, attempt: int) -> None:
    if attempt != row.previous_attempts + 1:
        why = f"{row.previous_attempts} earlier attempts are named, the files hold more"
        found.report.add(INFO, row.line, why, f"taken as attempt {attempt}")


def _note_dates(found: Oulad, row: Enrolment, dates: Dates | None) -> None:
    """Say what is odd about the dates of a registration that was taken all the same."""
    if dates is None:
        found.report.add(INFO, row.line, f"{REGISTRATIONS} has no such registration", "taken without dates")
        return
    if dates.registered is None:
        found.report.add(REGISTRATIONS, dates.line, "there is no date of registration", "taken without it")
    if row.result == "Withdrawn" and dates.left is None:
        found.report.add(REGISTRATIONS, dates.line, "withdrawn without a date", "taken as W, way of leaving unknown")
    if row.result != "Withdrawn" and dates.left is not None:
        why = f"unregistered on day {dates.left}, yet the result is {row.result}"
        found.report.add(REGISTRATIONS, dates.line, why, "the result decides, the date was left out")
