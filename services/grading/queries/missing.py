"""Who misses classes: one student in all his courses; the list for advisers, deans and office (R11.2d)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session

from services.grading.domain.absences import AbsencePolicy, over_half
from services.grading.models import (
    AbsenceExcuse,
    AbsenceStanding,
    Course,
    Person,
    Section,
    Student,
    Term,
)
from services.grading.models.absence_rules import absence_policies
from services.grading.queries.absent import Absence, absences, by_pair, standing_excuses
from shared.identity.reach import Reach

STATUS = case(
    (AbsenceStanding.over, "over_limit"),
    (AbsenceStanding.barred, "barred"),
    (AbsenceStanding.level > 0, "warned"),
    else_="below",
)
"""What his absences have led to."""


@dataclass(frozen=True, slots=True)
class MissedClass:
    """One absence, with the document that excuses it, if any."""

    starts_at: datetime
    document: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class CourseAbsences:
    """A student's absences in one course."""

    section_id: UUID
    section: str
    course: str
    titles: dict[str, str]
    season: str
    academic_year: int
    missed: int
    excused: int
    held: int
    share: Decimal
    status: str
    limit: int
    may_be_incomplete: bool
    """Ill for over half of the summer's classes (D10)."""
    classes: tuple[MissedClass, ...]


@dataclass(frozen=True, slots=True)
class ExcuseLine:
    """A document that excuses, or did until it was taken back."""

    excuse_id: UUID
    kind: str
    document: str
    from_on: date
    until_on: date
    scan_id: UUID
    done_name: str
    done_at: datetime
    taken_back: bool
    why: str


def of_student(session: Session, student_id: UUID) -> list[CourseAbsences]:
    """His courses in which the journal has recorded classes, the newest term first."""
    rows = session.execute(
        select(AbsenceStanding, Section, Course, Term, STATUS.label("status"))
        .join(Section, Section.section_id == AbsenceStanding.section_id)
        .join(Course, Course.course_id == Section.course_id)
        .join(Term, Term.term_id == Section.term_id)
        .where(AbsenceStanding.student_id == student_id)
        .order_by(Term.starts_on.desc(), Course.code)
    ).all()
    missed = by_pair(absences(session, students=[student_id], sections=[row[1].section_id for row in rows]))
    policies = absence_policies(session, [row[3] for row in rows])
    return [_course(row, policies[row[3].term_id], missed.get((row[1].section_id, student_id), [])) for row in rows]


def _course(row: Any, policy: AbsencePolicy, missed: Sequence[Absence]) -> CourseAbsences:
    standing, section, course, term, status = row
    return CourseAbsences(
        section_id=section.section_id,
        section=section.label,
        course=course.code,
        titles=course.titles,
        season=term.season,
        academic_year=term.academic_year,
        missed=standing.missed,
        excused=standing.excused,
        held=standing.held,
        share=standing.share,
        status=status,
        limit=policy.limit,
        may_be_incomplete=over_half(standing.missed, standing.excused, standing.held, policy),
        classes=tuple(
            MissedClass(one.starts_at, *((one.excuse.document, one.excuse.kind) if one.excuse else (None, None)))
            for one in missed
        ),
    )


def excuses(session: Session, student_id: UUID) -> list[ExcuseLine]:
    """His documents, the newest first; those taken back say why."""
    standing = {one.excuse_id for one in standing_excuses(session, [student_id]).get(student_id, ())}
    rows = session.scalars(
        select(AbsenceExcuse).where(AbsenceExcuse.student_id == student_id).order_by(AbsenceExcuse.number.desc())
    ).all()
    why = {row.counters: row.why for row in rows if row.counters}
    return [
        ExcuseLine(
            row.excuse_id, row.kind, row.document, row.from_on, row.until_on, row.scan_id, row.done_name, row.done_at,
            row.excuse_id not in standing, why.get(row.excuse_id, row.why),
        )
        for row in rows
        if row.counters is None
    ]  # fmt: skip


def listed(reach: Reach) -> Select[Any]:
    """Every student with an absence, within somebody's reach."""
    standing = AbsenceStanding
    query = (
        select(
            standing.student_id, standing.section_id, standing.missed, standing.excused, standing.held, standing.share,
            (Person.surname + " " + Person.given_name).label("name"), Student.number, Student.group_name,
            Course.code.label("course"), Section.label.label("section"), Term.season, STATUS.label("status"),
        )
        .join(Section, Section.section_id == standing.section_id)
        .join(Term, Term.term_id == Section.term_id)
        .join(Course, Course.course_id == Section.course_id)
        .join(Person, Person.person_id == standing.student_id)
        .join(Student, Student.student_id == standing.student_id)
        .where(standing.missed + standing.excused > 0)
    )  # fmt: skip
    owner = case((Student.adviser_id == reach.owner, Student.adviser_id), else_=standing.student_id)
    return reach.narrow(query, owner=owner, faculty=Student.faculty_id, group=Student.group_id)
