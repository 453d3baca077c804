"""Everything that decides about an application for the summer term, loaded for many wishes at once (R3.8)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from services.registration.domain import holds
from services.registration.models.applications import COUNTS, Application, State
from services.registration.models.campus import Practice, Specialty, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import ArrearsCopy, DebtCopy, PassedCopy, ReceiptHoldCopy
from services.registration.models.externals import ExternalStudent
from services.registration.models.people import Person
from services.registration.models.seats import Draw
from services.registration.models.sections import Section
from services.registration.models.terms import Term
from services.registration.queries.exceptions import lifted_holds
from services.registration.queries.failed_with import teachers_who_failed
from services.registration.queries.policies import PolicyInForce, in_force
from services.registration.queries.prices import prices_on
from services.registration.queries.study import equivalents_of, pending_of, under_an_act
from shared.contracts.registration import SummerEnd
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Facts:
    """What the office knows about these students and sections at this moment."""

    debts: dict[tuple[UUID, UUID], DebtCopy]
    """Open debts by student and course; the oldest of a course."""
    policies: dict[str, PolicyInForce]
    students: dict[UUID, Student] = field(default_factory=dict)
    specialties: dict[UUID, Specialty] = field(default_factory=dict)
    minors: set[UUID] = field(default_factory=set)
    fees: dict[UUID, Money] = field(default_factory=dict)
    false_receipts: dict[UUID, str] = field(default_factory=dict)
    passed: dict[UUID, frozenset[UUID]] = field(default_factory=dict)
    """Courses that a student has passed (R9.4)."""
    externals: dict[UUID, str] = field(default_factory=dict)
    """How the papers of students of other universities stand (R8.8)."""
    sections: dict[UUID, Section] = field(default_factory=dict)
    courses: dict[UUID, Course] = field(default_factory=dict)
    terms: dict[UUID, Term] = field(default_factory=dict)
    drawn: set[UUID] = field(default_factory=set)
    """Terms whose first day's seats have been given."""
    acts: dict[tuple[UUID, UUID], datetime] = field(default_factory=dict)
    """Until when an act about cribs can be appealed, by student and course (D9)."""
    pending: dict[tuple[UUID, UUID], str] = field(default_factory=dict)
    """Why a result can still change, by student and course (R8.3, D8)."""
    prices: dict[tuple[str, int], Money] = field(default_factory=dict)
    live: dict[tuple[UUID, UUID], list[holds.Course]] = field(default_factory=dict)
    """Live applications by student and term."""
    lifted: dict[tuple[UUID, UUID], frozenset[str]] = field(default_factory=dict)
    """Holds lifted by two, by student and section (R1.4)."""
    practices: dict[UUID, list[holds.Busy]] = field(default_factory=dict)
    """Practice and certification by group (D24)."""
    ended: dict[tuple[UUID, UUID, UUID], list[str]] = field(default_factory=dict)
    """How earlier applications ended, by student, term and course."""
    elsewhere: dict[UUID, set[UUID]] = field(default_factory=dict)
    """Debts for which a student has a live application in another term (R9.1)."""
    failed_with: dict[UUID, dict[UUID, str]] = field(default_factory=dict)
    """Who gave the F, by debt: teachers with their names; only where the policy asks for another (R8.6)."""

    def course_of(self, section: Section, debt_id: UUID | None, counts: bool = True) -> holds.Course:
        """A section as holds look at it."""
        course = self.courses[section.course_id]
        meetings = tuple(holds.Meeting(row.weekday, row.starts, row.ends) for row in section.meetings)
        return holds.Course(course.course_id, course.code, course.credits, meetings, debt_id, counts)

    def busy(self, student: Student, term: Term) -> tuple[holds.Busy, ...]:
        """Practice or certification of his group while the term runs (D24)."""
        known = self.practices.get(student.group_id, ())
        return tuple(one for one in known if one.starts_on <= term.ends_on and one.ends_on >= term.starts_on)

    def price(self, student: Student, term: Term) -> Money | None:
        """The price of one credit for the student's specialty in the year that the term closes (R9.2)."""
        return self.prices.get((self.specialties[student.specialty_id].code, term.academic_year))

    def has_passed(self, student_id: UUID, section: Section, *, for_debt: bool) -> bool:
        """He has passed this course, and would repeat it for its grade alone (R9.4).

        Not where it stands for one that he owes (D12), nor where he owes it again: news of both come in either order.
        Nor where he may come to owe it, as his result is open (R8.3).
        """
        debt = self.debts.get((student_id, section.course_id))
        owes = debt is not None and (for_debt or debt.course_id == section.course_id)
        may_owe = for_debt and (student_id, section.course_id) in self.pending
        return section.course_id in self.passed.get(student_id, ()) and not (owes or may_owe)

    def lapses(self, student_id: UUID, section: Section) -> int:
        """How often an application of his for this course lapsed in this term (D21)."""
        return self._ways(student_id, section).count(SummerEnd.LAPSED_UNPAID)

    def attempts(self, student_id: UUID, section: Section) -> int:
        """How many applications of his for this course have ended in this term."""
        return len(self._ways(student_id, section))

    def failed_by(self, student_id: UUID, section: Section) -> str:
        """The teacher of this section, if he gave the student the F that the course removes (R8.6)."""
        debt = self.debts.get((student_id, section.course_id))
        gave = debt is not None and section.teacher_id in self.failed_with.get(debt.debt_id, {})
        return self.failed_with[debt.debt_id][section.teacher_id] if debt and gave and section.teacher_id else ""

    def _ways(self, student_id: UUID, section: Section) -> list[str]:
        return self.ended.get((student_id, section.term_id, section.course_id), [])


def facts(session: Session, student_ids: Collection[UUID], section_ids: Collection[UUID], on: date) -> Facts:
    """Load all of it in a handful of selects, however many wishes there are."""
    found = Facts(debts=_debts(session, student_ids), policies=in_force(session, on))
    _add_students(session, found, student_ids, on)
    _add_sections(session, found, Section.section_id.in_(section_ids))
    _add_prices(session, found, on)
    _add_applications(session, found)
    _add_elsewhere(session, found)
    _add_practices(session, found)
    found.lifted.update(lifted_holds(session, student_ids, section_ids))
    found.acts.update(under_an_act(session, student_ids))
    found.pending.update(pending_of(session, student_ids))
    if found.policies["other_teacher"].value["on"]:
        found.failed_with.update(teachers_who_failed(session, student_ids))
    return found


def _add_students(session: Session, found: Facts, ids: Collection[UUID], on: date) -> None:
    rows = session.execute(
        select(
            Student, Specialty, ArrearsCopy.fees, ReceiptHoldCopy.numbers, ExternalStudent.status, Person.born_on,
            PassedCopy.course_ids,
        )
        .join(Person, Person.person_id == Student.student_id)
        .join(Specialty, Specialty.specialty_id == Student.specialty_id)
        .outerjoin(ArrearsCopy, ArrearsCopy.student_id == Student.student_id)
        .outerjoin(ReceiptHoldCopy, ReceiptHoldCopy.student_id == Student.student_id)
        .outerjoin(ExternalStudent, ExternalStudent.student_id == Student.student_id)
        .outerjoin(PassedCopy, PassedCopy.student_id == Student.student_id)
        .where(Student.student_id.in_(ids))
    )  # fmt: skip
    for student, specialty, fees, numbers, papers, born_on, passed in rows:
        found.students[student.student_id] = student
        found.specialties[specialty.specialty_id] = specialty
        if fees:
            found.fees[student.student_id] = fees
        if papers:
            found.externals[student.student_id] = papers
        if passed:
            found.passed[student.student_id] = frozenset(passed)
        if numbers:
            found.false_receipts[student.student_id] = numbers
        if born_on and holds.is_minor(born_on, on):
            found.minors.add(student.student_id)


def _add_sections(session: Session, found: Facts, wanted: ColumnElement[bool]) -> None:
    rows = session.execute(
        select(Section, Course, Term, Draw.term_id)
        .join(Course, Course.course_id == Section.course_id)
        .join(Term, Term.term_id == Section.term_id)
        .outerjoin(Draw, Draw.term_id == Section.term_id)
        .where(wanted)
        .options(selectinload(Section.meetings))
    )
    for section, course, term, drawn in rows:
        found.sections[section.section_id] = section
        found.courses[course.course_id] = course
        found.terms[term.term_id] = term
        if drawn is not None:
            found.drawn.add(drawn)


def _add_practices(session: Session, found: Facts) -> None:
    groups = {student.group_id for student in found.students.values()}
    for row in session.scalars(select(Practice).where(Practice.group_id.in_(groups)).order_by(Practice.starts_on)):
        busy = holds.Busy(row.kind, row.starts_on, row.ends_on)
        found.practices.setdefault(row.group_id, []).append(busy)


def _debts(session: Session, student_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], DebtCopy]:
    """Open debts by the course that removes them: their own, or one that stands for it (D12)."""
    rows = session.scalars(
        select(DebtCopy)
        .where(DebtCopy.student_id.in_(student_ids), DebtCopy.status == "open")
        .order_by(DebtCopy.since.desc(), DebtCopy.debt_id)
    ).all()
    own = {(row.student_id, row.course_id): row for row in rows}
    instead = equivalents_of(session, {row.course_id for row in rows})
    return {(row.student_id, other): row for row in rows for other in instead.get(row.course_id, ())} | own


def _add_prices(session: Session, found: Facts, on: date) -> None:
    prices = prices_on(on)
    rows = session.execute(
        select(prices.c.specialty, prices.c.academic_year, prices.c.price).where(
            prices.c.specialty.in_({row.code for row in found.specialties.values()}),
            prices.c.academic_year.in_({term.academic_year for term in found.terms.values()}),
        )
    )
    found.prices.update({(specialty, year): price for specialty, year, price in rows})


def _add_elsewhere(session: Session, found: Facts) -> None:
    """One live registration per debt, in whichever term (R9.1)."""
    rows = session.execute(
        select(Application.student_id, Application.debt_id).where(
            Application.student_id.in_(found.students), Application.term_id.not_in(found.terms),
            Application.state != State.ENDED, Application.debt_id.is_not(None),
        )
    )  # fmt: skip
    for student_id, debt_id in ((student, debt) for student, debt in rows if debt):
        found.elsewhere.setdefault(student_id, set()).add(debt_id)


def _add_applications(session: Session, found: Facts) -> None:
    """Applications of these students in these terms: the live ones with their sections, the ways of the others."""
    rows = list(
        session.scalars(
            select(Application).where(Application.student_id.in_(found.students), Application.term_id.in_(found.terms))
        )
    )
    others = {row.section_id for row in rows if row.way is None} - found.sections.keys()
    if others:
        _add_sections(session, found, Section.section_id.in_(others))
    for row in rows:
        if row.way is not None:
            found.ended.setdefault((row.student_id, row.term_id, row.course_id), []).append(row.way)
        else:
            taken = found.course_of(found.sections[row.section_id], row.debt_id, row.state in COUNTS)
            found.live.setdefault((row.student_id, row.term_id), []).append(taken)
