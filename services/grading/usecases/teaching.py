"""A section's lists as its teacher works on them: loaded whole, locked, and only for whom they are (R1.2, R5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.outcome import Appearance, Row
from services.grading.domain.policies import Policy
from services.grading.domain.reasons import Reason
from services.grading.domain.scales import Scale
from services.grading.models import (
    AbsenceStanding,
    Course,
    Person,
    Rulebook,
    Section,
    Sheet,
    SheetRow,
    Student,
    Term,
    rulebook,
)
from services.grading.models.sheets import WITHDRAWN
from services.grading.queries.absent import bars, standings_of
from shared.errors import NotFound, Refused
from shared.identity import Actor, Forbidden


@dataclass(frozen=True, slots=True)
class Listed:
    """A student's lines on all lists of a section."""

    student_id: UUID
    name: str
    exam: SheetRow
    attestations: tuple[SheetRow, ...]
    absence: AbsenceStanding | None = None
    """How he stands with missed classes, where the journal knows."""
    absent: bool = False
    """Whether they bar him from this exam (D10)."""

    @property
    def row(self) -> Row:
        """What the rules look at."""
        appearance = Appearance(self.exam.appearance) if self.exam.appearance else None
        return Row(tuple(line.value for line in self.attestations), self.exam.value, appearance, self.absent)


@dataclass(frozen=True, slots=True)
class Teaching:
    """The newest lists of a section with every line, and what is decided for its course and term."""

    section: Section
    course: Course
    term: Term
    exam: Sheet
    attestations: tuple[Sheet, ...]
    listed: tuple[Listed, ...]
    book: Rulebook
    policy: Policy
    scale: Scale

    def attestation(self, nth: int) -> Sheet:
        """Raises NotFound for an attestation that the course does not have."""
        for sheet in self.attestations:
            if sheet.nth == nth:
                return sheet
        raise NotFound("attestation")

    def lines_of(self, sheet: Sheet) -> dict[UUID, SheetRow]:
        """The lines of one of the lists by student."""
        if sheet.kind == "exam":
            return {one.student_id: one.exam for one in self.listed}
        return {one.student_id: one.attestations[sheet.nth - 1] for one in self.listed}


def teaching(session: Session, section_id: UUID, actor: Actor, action: str, sitting: int = 1) -> Teaching:
    """Load and lock the lists of a section for somebody who may do this with them; sitting 2 is the reserve exam.

    Raises NotFound (no such section, or nobody on its lists yet), Forbidden (another's section), Refused (his own line
    is among them: nobody grades himself, R1.2).
    """
    section = session.get(Section, section_id)
    if section is None:
        raise NotFound("section")
    reach = actor.reach(action)
    if not reach.covers(owner=section.teacher_id, faculty=section.faculty_id, section=section_id):
        raise Forbidden
    found = load(session, section, sitting)
    if actor.person_id in {one.student_id for one in found.listed}:
        raise Refused.because(Reason("own_line", "R1.2"))
    return found


def load(session: Session, section: Section, sitting: int = 1) -> Teaching:
    """Load and lock the newest version of each list. Raises NotFound where nobody is on them."""
    course, term = session.get(Course, section.course_id), session.get(Term, section.term_id)
    sheets = session.scalars(
        select(Sheet).where(Sheet.section_id == section.section_id).order_by(Sheet.sheet_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).all()
    newest = newest_of(sheets)
    exam = newest.get(("exam", sitting))
    if course is None or term is None or exam is None:
        raise NotFound("sheet")
    attestations = tuple(newest[key] for key in sorted(newest) if key[0] == "attestation")
    book = rulebook(session)
    policy = book.policy(term.starts_on, season=term.season, course_id=course.course_id)
    listed = _listed(session, exam, attestations, standings_of(session, section.section_id))
    return Teaching(section, course, term, exam, attestations, listed, book, policy, book.scale(policy))


def newest_of(sheets: Iterable[Sheet]) -> dict[tuple[str, int], Sheet]:
    """Of each list the version that holds, by kind and number."""
    return {(sheet.kind, sheet.nth): sheet for sheet in sorted(sheets, key=lambda sheet: sheet.version_no)}


def _listed(
    session: Session, exam: Sheet, attestations: Sequence[Sheet], absences: Mapping[UUID, AbsenceStanding]
) -> tuple[Listed, ...]:
    wanted = [exam.sheet_id, *(sheet.sheet_id for sheet in attestations)]
    rows = session.scalars(
        select(SheetRow).where(SheetRow.sheet_id.in_(wanted)), execution_options={"populate_existing": True}
    ).all()
    lines = {(row.sheet_id, row.student_id): row for row in rows}
    students = {row.student_id for row in rows if row.sheet_id == exam.sheet_id and row.outcome != WITHDRAWN}
    names = _names(session, students)
    return tuple(
        Listed(
            student_id,
            names.get(student_id, ("", str(student_id)))[1],
            lines[exam.sheet_id, student_id],
            tuple(lines[sheet.sheet_id, student_id] for sheet in attestations),
            absences.get(student_id),
            bars(exam, lines[exam.sheet_id, student_id], absences.get(student_id)),
        )
        for student_id in sorted(students, key=lambda one: (*names.get(one, ("", "")), str(one)))
    )


def _names(session: Session, students: set[UUID]) -> dict[UUID, tuple[str, str]]:
    people = session.scalars(select(Person).where(Person.person_id.in_(students)))
    known = {person.person_id: (person.sort_key, person.name) for person in people}
    numbers = session.execute(select(Student.student_id, Student.number).where(Student.student_id.in_(students)))
    return {student_id: (number, number) for student_id, number in numbers} | known
