"""Proposals of deans, and where each waits (R8.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from services.registration.models.campus import Faculty
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.models.terms import ProposedCourse, Term, TermProposal
from shared.errors import NotFound
from shared.identity.reach import Reach
from shared.money import Money

Principal = aliased(Person)


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A proposed course with its counts."""

    course_id: UUID
    code: str
    title: dict[str, str]
    credits: int
    debtors: int
    wishes: int
    expected_groups: int
    capacity: int
    minimum: int
    expected_fee: Money
    teacher: str | None


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """One proposal, whole."""

    proposal_id: UUID
    term_id: UUID
    term_status: str
    faculty_id: UUID
    faculty: dict[str, str]
    by_students: bool
    proposed_by: str
    """Empty where students' signatures made it."""
    proposed_for: str
    """The dean whose delegate proposed it (D26); empty where he did himself."""
    proposed_at: datetime
    starts_on: date
    decide_by: datetime | None
    status: str
    why: str
    courses: Sequence[CourseLine]

    @property
    def debtors(self) -> int:
        """All debtors of its courses."""
        return sum(course.debtors for course in self.courses)

    @property
    def wishes(self) -> int:
        """All signatures for its courses."""
        return sum(course.wishes for course in self.courses)

    @property
    def groups(self) -> int:
        """All groups that it expects."""
        return sum(course.expected_groups for course in self.courses)

    @property
    def fee(self) -> Money:
        """What all debtors together would pay."""
        return Money(sum(course.expected_fee.tiyn for course in self.courses))


def listed(reach: Reach, term_id: UUID | None = None) -> Select[*tuple[Any, ...]]:
    """Proposals within somebody's reach, the newest first, with their sums."""
    query = (
        select(
            TermProposal.proposal_id,
            TermProposal.term_id,
            TermProposal.faculty_id,
            TermProposal.by_students,
            Faculty.title.label("faculty"),
            TermProposal.proposed_at,
            TermProposal.status,
            Term.starts_on,
            Term.decide_by,
            func.count(ProposedCourse.course_id).label("courses"),
            func.coalesce(func.sum(ProposedCourse.debtors), 0).label("debtors"),
            func.coalesce(func.sum(ProposedCourse.wishes), 0).label("wishes"),
            func.coalesce(func.sum(ProposedCourse.expected_groups), 0).label("groups"),
        )
        .join(Term, Term.term_id == TermProposal.term_id)
        .join(Faculty, Faculty.faculty_id == TermProposal.faculty_id)
        .outerjoin(ProposedCourse, ProposedCourse.proposal_id == TermProposal.proposal_id)
        .group_by(TermProposal.proposal_id, Term.term_id, Faculty.faculty_id)
        .order_by(TermProposal.proposed_at.desc(), TermProposal.proposal_id)
    )
    query = reach.narrow(query, faculty=TermProposal.faculty_id)
    return query.where(TermProposal.term_id == term_id) if term_id is not None else query


def of_term(session: Session, term_id: UUID) -> list[ProposalCard]:
    """Every proposal of a term, whole, by faculty."""
    ids = session.scalars(
        select(TermProposal.proposal_id).join(Faculty).where(TermProposal.term_id == term_id).order_by(Faculty.code)
    ).all()
    return [card(session, proposal_id) for proposal_id in ids]


def card(session: Session, proposal_id: UUID) -> ProposalCard:
    """A proposal with its courses. Raises NotFound."""
    row = session.execute(
        select(TermProposal, Term, Faculty.title, Person, Principal)
        .join(Term, Term.term_id == TermProposal.term_id)
        .join(Faculty, Faculty.faculty_id == TermProposal.faculty_id)
        .join(Person, Person.person_id == TermProposal.proposed_by)
        .outerjoin(Principal, Principal.person_id == TermProposal.on_behalf_of)
        .where(TermProposal.proposal_id == proposal_id)
    ).one_or_none()
    if row is None:
        raise NotFound("proposal")
    proposal, term, faculty, proposer, principal = row
    return ProposalCard(
        proposal_id=proposal_id,
        term_id=term.term_id,
        term_status=term.status,
        faculty_id=proposal.faculty_id,
        faculty=faculty,
        by_students=proposal.by_students,
        proposed_by="" if proposal.by_students else proposer.name,
        proposed_for=principal.name if principal else "",
        proposed_at=proposal.proposed_at,
        starts_on=term.starts_on,
        decide_by=term.decide_by,
        status=proposal.status,
        why=proposal.why,
        courses=_courses(session, proposal_id),
    )


def _courses(session: Session, proposal_id: UUID) -> list[CourseLine]:
    rows = session.execute(
        select(ProposedCourse, Course, Person)
        .join(Course, Course.course_id == ProposedCourse.course_id)
        .outerjoin(Person, Person.person_id == ProposedCourse.teacher_id)
        .where(ProposedCourse.proposal_id == proposal_id)
        .order_by(Course.code)
    )
    return [
        CourseLine(
            course_id=course.course_id,
            code=course.code,
            title=course.title,
            credits=course.credits,
            debtors=line.debtors,
            wishes=line.wishes,
            expected_groups=line.expected_groups,
            capacity=line.capacity,
            minimum=line.minimum,
            expected_fee=line.expected_fee,
            teacher=teacher.name if teacher else None,
        )
        for line, course, teacher in rows
    ]
