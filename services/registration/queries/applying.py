"""Everything that decides about an application for the summer term, loaded for many wishes at once (R3.8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from services.registration.domain import holds
from services.registration.models.applications import Application, State
from services.registration.models.campus import Specialty, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import ArrearsCopy, DebtCopy, TariffCopy
from services.registration.models.seats import Draw
from services.registration.models.sections import Section
from services.registration.models.terms import Term
from services.registration.queries.policies import PolicyInForce, in_force
from shared.contracts.registration import SummerEnd
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Facts:
    """What the office knows about these students and sections at this moment."""

    students: dict[UUID, Student]
    specialties: dict[UUID, Specialty]
    sections: dict[UUID, Section]
    courses: dict[UUID, Course]
    terms: dict[UUID, Term]
    debts: dict[tuple[UUID, UUID], DebtCopy]
    """Open debts by student and course; the oldest first."""
    fees: dict[UUID, Money]
    prices: dict[tuple[str, int], Money]
    policies: dict[str, PolicyInForce]
    drawn: set[UUID]
    """Terms whose first day's seats have been given."""
    live: dict[tuple[UUID, UUID], list[holds.Course]] = field(default_factory=dict)
    """Live applications by student and term."""
    ended: dict[tuple[UUID, UUID, UUID], list[str]] = field(default_factory=dict)
    """How earlier applications ended, by student, term and course."""

    def course_of(self, section: Section, debt_id: UUID | None) -> holds.Course:
        """A section as holds look at it."""
        course = self.courses[section.course_id]
        meetings = tuple(holds.Meeting(row.weekday, row.starts, row.ends) for row in section.meetings)
        return holds.Course(course.course_id, course.code, course.credits, meetings, debt_id)

    def price(self, student: Student, term: Term) -> Money | None:
        """The price of one credit for the student's specialty in the year that the term closes (R9.2)."""
        return self.prices.get((self.specialties[student.specialty_id].code, term.academic_year))

    def lapses(self, student_id: UUID, section: Section) -> int:
        """How often an application of his for this course lapsed in this term (D21)."""
        return self._ways(student_id, section).count(SummerEnd.LAPSED_UNPAID)

    def attempts(self, student_id: UUID, section: Section) -> int:
        """How many applications of his for this course have ended in this term."""
        return len(self._ways(student_id, section))

    def _ways(self, student_id: UUID, section: Section) -> list[str]:
        return self.ended.get((student_id, section.term_id, section.course_id), [])


def facts(session: Session, student_ids: Collection[UUID], section_ids: Collection[UUID], on: date) -> Facts:
    """Load all of it in a handful of selects, however many wishes there are."""
    students = {
        row.student_id: row for row in session.scalars(select(Student).where(Student.student_id.in_(student_ids)))
    }
    wanted = select(Section).where(Section.section_id.in_(section_ids)).options(selectinload(Section.meetings))
    sections = {row.section_id: row for row in session.scalars(wanted)}
    terms = _terms(session, {row.term_id for row in sections.values()})
    found = Facts(
        students=students,
        specialties=_specialties(session, students.values()),
        sections=sections,
        courses=_courses(session, {row.course_id for row in sections.values()}),
        terms=terms,
        debts=_debts(session, student_ids),
        fees=_fees(session, student_ids),
        prices=_prices(session, {term.academic_year for term in terms.values()}, on),
        policies=in_force(session, on),
        drawn=set(session.scalars(select(Draw.term_id).where(Draw.term_id.in_(terms)))),
    )
    _add_applications(session, found)
    return found


def _terms(session: Session, ids: Collection[UUID]) -> dict[UUID, Term]:
    return {row.term_id: row for row in session.scalars(select(Term).where(Term.term_id.in_(ids)))}


def _courses(session: Session, ids: Collection[UUID]) -> dict[UUID, Course]:
    return {row.course_id: row for row in session.scalars(select(Course).where(Course.course_id.in_(ids)))}


def _specialties(session: Session, students: Iterable[Student]) -> dict[UUID, Specialty]:
    ids = {student.specialty_id for student in students}
    return {row.specialty_id: row for row in session.scalars(select(Specialty).where(Specialty.specialty_id.in_(ids)))}


def _debts(session: Session, student_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], DebtCopy]:
    rows = session.scalars(
        select(DebtCopy)
        .where(DebtCopy.student_id.in_(student_ids), DebtCopy.status == "open")
        .order_by(DebtCopy.since.desc(), DebtCopy.debt_id)
    )
    return {(row.student_id, row.course_id): row for row in rows}


def _fees(session: Session, student_ids: Collection[UUID]) -> dict[UUID, Money]:
    rows = session.execute(
        select(ArrearsCopy.student_id, ArrearsCopy.fees).where(ArrearsCopy.student_id.in_(student_ids))
    )
    return {row.student_id: row.fees for row in rows}


def _prices(session: Session, years: Collection[int], on: date) -> dict[tuple[str, int], Money]:
    rows = session.scalars(select(TariffCopy).where(TariffCopy.academic_year.in_(years), TariffCopy.valid_from <= on))
    return {(row.specialty, row.academic_year): row.price for row in rows}


def _add_applications(session: Session, found: Facts) -> None:
    """Live applications of these students in these terms, with their sections; and the ways in which others ended."""
    ours = (Application.student_id.in_(found.students), Application.term_id.in_(found.terms))
    rows = list(session.scalars(select(Application).where(*ours, Application.state != State.ENDED)))
    others = {row.section_id for row in rows} - found.sections.keys()
    more = select(Section).where(Section.section_id.in_(others)).options(selectinload(Section.meetings))
    found.sections.update({row.section_id: row for row in session.scalars(more)})
    found.courses.update(_courses(session, {row.course_id for row in rows} - found.courses.keys()))
    live = defaultdict(list)
    for row in rows:
        live[row.student_id, row.term_id].append(found.course_of(found.sections[row.section_id], row.debt_id))
    found.live.update(live)
    found.ended.update(_ended(session, ours))


def _ended(session: Session, ours: Iterable[object]) -> dict[tuple[UUID, UUID, UUID], list[str]]:
    rows = session.execute(
        select(
            Application.student_id,
            Application.term_id,
            Application.course_id,
            func.array_agg(Application.way),
        )
        .where(*ours, Application.state == State.ENDED)  # type: ignore[arg-type]
        .group_by(Application.student_id, Application.term_id, Application.course_id)
    )
    return {(student, term, course): [way or "" for way in ways] for student, term, course, ways in rows}
