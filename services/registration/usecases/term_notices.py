"""Whom a summer term concerns at each of its moments, and what they are told (R8.2, R13.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.seasons import SUMMER
from services.registration.models.applications import Application
from services.registration.models.campus import Student
from services.registration.models.copies import DebtCopy
from services.registration.models.people import Person
from services.registration.models.sections import Section
from services.registration.models.signatures import Signature
from services.registration.models.terms import ProposedCourse, Term, TermProposal
from services.registration.queries.staff import holders
from services.registration.usecases.notices import Value, typed
from shared.clock import now
from shared.contracts.notifications import Notify

RETAKES = {
    "term_agreed": "retakes_taken", "term_published": "retakes_published", "term_not_held": "retakes_not_held",
    "window_open": "retakes_open",
}  # fmt: skip
"""What is said otherwise of retakes in a general period (R9.1)."""
OFFICE = ("specialist", "leading_specialist", "chairman")


def proposed(session: Session, terms: Sequence[Term]) -> Iterator[Notify]:
    """The rectorate: a term waits for your yes."""
    people = holders(session, now(session).day, "rectorate")
    for term in (one for one in terms if one.status == "proposed"):
        names = _names_of_deans(session, term)
        if names:
            yield from _to(people, "term_proposed", term, by=names)
        else:
            yield from _to(people, "term_wished", term)


def agreed(session: Session, terms: Sequence[Term]) -> Iterator[Notify]:
    """The deans who proposed, and the office: it is to be published now."""
    office = holders(session, now(session).day, *OFFICE)
    for term in terms:
        yield from _to([*deans_of(session, term), *office], "term_agreed", term)


def not_held(session: Session, terms: Sequence[Term]) -> Iterator[Notify]:
    """Everybody whom the proposal concerned: deans, the office, students who owe its courses or have signed."""
    office = holders(session, now(session).day, *OFFICE)
    for term in terms:
        people = [*deans_of(session, term), *office, *debtors_of(session, term), *_signers(session, term)]
        refusal = select(TermProposal.why).where(TermProposal.term_id == term.term_id, TermProposal.status == "refused")
        why = session.scalar(refusal.limit(1))
        if why is None:
            yield from _to(people, "term_not_held", term)
        else:
            yield from _to(people, "term_refused", term, why=why or "–")


def published(session: Session, terms: Sequence[Term]) -> Iterator[Notify]:
    """Deans, the office and the teachers of its sections."""
    office = holders(session, now(session).day, *OFFICE)
    for term in terms:
        people = [*deans_of(session, term), *office, *teachers_of(session, term)]
        yield from _to(people, "term_published", term, **_window(term))


def window_open(session: Session, terms: Sequence[Term]) -> Iterator[Notify]:
    """Every student who owes an offered course, or has signed for it: apply from now until then."""
    for term in terms:
        debtors = debtors_of(session, term)
        yield from _to(debtors, "window_open", term, **_window(term))
        others = [student for student in _signers(session, term) if student not in set(debtors)]
        yield from _to(others, "wished_window_open", term, **_window(term))


def window_closing(session: Session, term: Term, again: str) -> Iterator[Notify]:
    """Who owes an offered course and has not applied for anything in this term: it closes soon (R13.1)."""
    applied = select(Application.student_id).where(Application.term_id == term.term_id)
    known = set(session.scalars(applied.distinct()))
    waiting = [student for student in debtors_of(session, term) if student not in known]
    yield from (
        replace(said, key=f"{said.key}:{again}") for said in _to(waiting, "window_reminder", term, **_window(term))
    )


def lists_ready(session: Session, terms: Sequence[Term]) -> Iterator[Notify]:
    """The teachers: your class list stands (D1)."""
    for term in terms:
        yield from _to(teachers_of(session, term), "class_lists_ready", term)


def _to(people: Iterable[UUID], template: str, term: Term, **values: Value) -> Iterator[Notify]:
    if term.season != SUMMER:
        template = RETAKES.get(template, template)
    for person_id in dict.fromkeys(people):
        yield Notify(
            key=f"{template}:{term.term_id}:{person_id}",
            person_id=person_id,
            template=template,
            params=typed({"term": term.code, "starts_on": term.starts_on, **values}),
            case_id=term.term_id,
        )


def _window(term: Term) -> dict[str, Value]:
    return {"opens_at": term.dates.opens_at, "closes_at": term.dates.closes_at} if term.dates else {}


def _names_of_deans(session: Session, term: Term) -> str:
    people = session.scalars(
        select(Person).where(Person.person_id.in_(deans_of(session, term))).order_by(Person.sort_key)
    )
    return ", ".join(person.name for person in people)


def deans_of(session: Session, term: Term) -> list[UUID]:
    """Who proposed its courses."""
    proposers = select(TermProposal.proposed_by).where(TermProposal.term_id == term.term_id, ~TermProposal.by_students)
    return list(session.scalars(proposers))


def _signers(session: Session, term: Term) -> list[UUID]:
    """Students whose signatures stand for a course of the term's proposals (R8.2)."""
    courses = select(ProposedCourse.course_id).join(TermProposal).where(TermProposal.term_id == term.term_id)
    signed = select(Signature.student_id).where(
        Signature.academic_year == term.academic_year,
        Signature.taken_back_at.is_(None),
        Signature.course_id.in_(courses),
    )
    return list(session.scalars(signed.distinct().order_by(Signature.student_id)))


def teachers_of(session: Session, term: Term) -> list[UUID]:
    """Who teaches its sections."""
    found = select(Section.teacher_id).where(Section.term_id == term.term_id, Section.teacher_id.is_not(None))
    return [teacher for teacher in session.scalars(found.distinct().order_by(Section.teacher_id)) if teacher]


def debtors_of(session: Session, term: Term) -> list[UUID]:
    courses = (
        select(Section.course_id)
        .where(Section.term_id == term.term_id)
        .union(select(ProposedCourse.course_id).join(TermProposal).where(TermProposal.term_id == term.term_id))
    )
    return list(
        session.scalars(
            select(DebtCopy.student_id)
            .join(Student, Student.student_id == DebtCopy.student_id)
            .where(DebtCopy.status == "open", DebtCopy.course_id.in_(courses), Student.status == "studying")
            .distinct()
            .order_by(DebtCopy.student_id)
        )
    )
