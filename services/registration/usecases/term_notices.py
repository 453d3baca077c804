"""Whom a summer term concerns at each of its moments, and what they are told (R8.2, R13.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.models.campus import Student
from services.registration.models.copies import DebtCopy
from services.registration.models.sections import Section
from services.registration.models.terms import Term, TermProposal
from services.registration.queries.staff import holders
from services.registration.usecases.notices import Value, typed
from shared.clock import now
from shared.contracts.notifications import Notify

OFFICE = ("specialist", "leading_specialist", "chairman")


def proposed(session: Session, terms: Sequence[Term]) -> Iterator[Notify]:
    """The rectorate: a term waits for your yes until then."""
    people = holders(session, now(session).day, "rectorate")
    for term in terms:
        yield from _to(people, "term_proposed", term, starts_on=term.starts_on, until=term.decide_by)


def agreed(session: Session, terms: Sequence[Term]) -> Iterator[Notify]:
    """The deans who proposed, and the office: publish by then."""
    office = holders(session, now(session).day, *OFFICE)
    for term in terms:
        until = term.dates.publish_by if term.dates else None
        yield from _to([*_deans(session, term), *office], "term_agreed", term, starts_on=term.starts_on, until=until)


def not_held(session: Session, terms: Sequence[Term]) -> Iterator[Notify]:
    """Everybody whom the proposal concerned: deans, the office, the students who owe its courses."""
    office = holders(session, now(session).day, *OFFICE)
    for term in terms:
        people = [*_deans(session, term), *office, *_debtors(session, term)]
        yield from _to(people, "term_not_held", term, starts_on=term.starts_on)


def published(session: Session, terms: Sequence[Term]) -> Iterator[Notify]:
    """Deans and teachers of its sections."""
    for term in terms:
        people = [*_deans(session, term), *_teachers(session, term)]
        yield from _to(people, "term_published", term, starts_on=term.starts_on)


def window_open(session: Session, terms: Sequence[Term]) -> Iterator[Notify]:
    """Every student who owes an offered course: apply from now until then."""
    for term in terms:
        until = term.dates.closes_at if term.dates else None
        yield from _to(_debtors(session, term), "window_open", term, starts_on=term.starts_on, until=until)


def lists_ready(session: Session, terms: Sequence[Term]) -> Iterator[Notify]:
    """The teachers: your class list stands (D1)."""
    for term in terms:
        yield from _to(_teachers(session, term), "class_lists_ready", term, starts_on=term.starts_on)


def _to(people: Iterable[UUID], template: str, term: Term, **values: Value) -> Iterator[Notify]:
    for person_id in dict.fromkeys(people):
        yield Notify(
            key=f"{template}:{term.term_id}:{person_id}",
            person_id=person_id,
            template=template,
            params=typed({"term": term.code, **values}),
            case_id=term.term_id,
        )


def _deans(session: Session, term: Term) -> list[UUID]:
    return list(session.scalars(select(TermProposal.proposed_by).where(TermProposal.term_id == term.term_id)))


def _teachers(session: Session, term: Term) -> list[UUID]:
    found = select(Section.teacher_id).where(Section.term_id == term.term_id, Section.teacher_id.is_not(None))
    return [teacher for teacher in session.scalars(found.distinct().order_by(Section.teacher_id)) if teacher]


def _debtors(session: Session, term: Term) -> list[UUID]:
    courses = select(Section.course_id).where(Section.term_id == term.term_id)
    return list(
        session.scalars(
            select(DebtCopy.student_id)
            .join(Student, Student.student_id == DebtCopy.student_id)
            .where(DebtCopy.status == "open", DebtCopy.course_id.in_(courses), Student.status == "studying")
            .distinct()
            .order_by(DebtCopy.student_id)
        )
    )
