"""Terms with their line of dates, what acts next, and where each course stands (R2.1, R8.2, D1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from services.registration.domain.seasons import RETAKES, SUMMER
from services.registration.models.applications import Application, State
from services.registration.models.catalogue import Course
from services.registration.models.sections import Section
from services.registration.models.terms import Term
from shared.clock import end_of_day, start_of_day
from shared.workflow.tables import Case

LINE = (
    "publish_by",
    "opens_at",
    "drawn_at",
    "closes_at",
    "due_on",
    "statements_by",
    "counted_at",
    "offers_end_at",
    "confirmed_by",
    "lists_on",
    "last_statements_at",
    "starts_on",
    "exams_from",
    "ends_on",
    "sheets_due_at",
)
_BEGINS = ("starts_on", "exams_from", "lists_on")


@dataclass(frozen=True, slots=True)
class DateOnLine:
    """One date of the chain: its name, itself, and whether it is ``done``, the next (``now``) or ``later``."""

    name: str
    at: datetime | date
    moment: datetime
    state: str


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """A course of a term in numbers: seats and where its applications stand."""

    course_id: UUID
    code: str
    title: dict[str, str]
    sections: int
    capacity: int
    taken: int
    minimum: int
    applied: int
    held: int
    paid: int
    confirmed: int
    waiting: int

    @property
    def under_minimum(self) -> bool:
        """Whether fewer are confirmed or hold a seat than one section's minimum (R8.5)."""
        return self.taken < self.minimum


def listed(season: str | None = None) -> Select[*tuple[Any, ...]]:
    """Terms, the newest first."""
    query = select(Term).order_by(Term.starts_on.desc())
    return query.where(Term.season == season) if season else query


def current_summer(session: Session) -> Term | None:
    """The summer term that the office works on: the newest that is not called off."""
    return session.scalar(
        select(Term)
        .where(Term.season == SUMMER, Term.status.not_in(("not_held", "withdrawn")))
        .order_by(Term.starts_on.desc())
        .limit(1)
    )


def current_retakes(session: Session) -> Term | None:
    """The general period of retakes that the office works on: the newest that is not called off (R9.1)."""
    return session.scalar(
        select(Term)
        .where(Term.season.in_(RETAKES), Term.dates.has(), Term.status.not_in(("not_held", "withdrawn")))
        .order_by(Term.starts_on.desc())
        .limit(1)
    )


def line_of_dates(term: Term, moment: datetime) -> list[DateOnLine]:
    """The chain in its order, each date done or to come; the next one is the one that acts now."""
    if term.dates is None:
        return []
    found: list[DateOnLine] = []
    next_found = False
    for name in LINE:
        value = getattr(term.dates, name)
        acts = _acts_at(name, value)
        done = acts <= moment or (name == "publish_by" and term.published_at is not None)
        state = "done" if done else "later" if next_found else "now"
        next_found = next_found or state == "now"
        found.append(DateOnLine(name, value, acts, state))
    return found


def _acts_at(name: str, value: datetime | date) -> datetime:
    if isinstance(value, datetime):
        return value
    return start_of_day(value) if name in _BEGINS else end_of_day(value)


def waits_for(session: Session, term_id: UUID) -> str:
    """The step at which the term's own case waits; empty where it waits for nothing."""
    return session.scalar(select(Case.label).where(Case.case_id == term_id)) or ""


def standing(session: Session, term_id: UUID, faculties: Sequence[UUID] | None = None) -> list[CourseStanding]:
    """Every course of a term by code: sections, seats, applied, held, paid, confirmed, waiting."""
    applied = _applications(term_id).subquery()
    seats = _seats(term_id).subquery()
    query = (
        select(Course, seats, applied)
        .join(seats, seats.c.course_id == Course.course_id)
        .outerjoin(applied, applied.c.course_id == Course.course_id)
        .order_by(Course.code)
    )
    if faculties is not None:
        query = query.where(Course.faculty_id.in_(faculties))
    return [
        CourseStanding(
            course_id=row.Course.course_id,
            code=row.Course.code,
            title=row.Course.title,
            sections=row.sections,
            capacity=row.capacity,
            taken=row.taken,
            minimum=row.minimum,
            applied=row.applied or 0,
            held=row.held or 0,
            paid=row.paid or 0,
            confirmed=row.confirmed or 0,
            waiting=row.waiting or 0,
        )
        for row in session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a term: how its applications ended, and which sections were not held (D22)."""

    ended: dict[str, int]
    not_held: list[str]
    cancelled: list[str]


def report(session: Session, term_id: UUID) -> Report:
    """The report of a term as of now."""
    ways = session.execute(
        select(Application.way, func.count())
        .where(Application.term_id == term_id, Application.way.is_not(None))
        .group_by(Application.way)
        .order_by(Application.way)
    )
    closed = session.execute(
        select(Section.status, Course.code, Section.label)
        .join(Course, Course.course_id == Section.course_id)
        .where(Section.term_id == term_id, Section.status.in_(("not_held", "cancelled")))
        .order_by(Course.code, Section.label)
    ).all()
    named = {
        status: [f"{code}, {label}" for found, code, label in closed if found == status]
        for status in ("not_held", "cancelled")
    }
    return Report(ended={way or "": number for way, number in ways}, **named)


def _applications(term_id: UUID) -> Select[*tuple[Any, ...]]:
    state = Application.state
    held = (State.HELD, State.OFFERED, State.INVOICED)
    confirmed = or_(state.in_((State.CONFIRMED, State.ON_SHEET)), Application.outcome.is_not(None))
    return (
        select(
            Application.course_id,
            func.count().label("applied"),
            func.count().filter(state.in_(held)).label("held"),
            func.count().filter(Application.paid_on.is_not(None)).label("paid"),
            func.count().filter(confirmed).label("confirmed"),
            func.count().filter(state == State.IN_LINE).label("waiting"),
        )
        .where(Application.term_id == term_id)
        .group_by(Application.course_id)
    )


def _seats(term_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Section.course_id,
            func.count().label("sections"),
            func.sum(Section.capacity).label("capacity"),
            func.sum(Section.taken).label("taken"),
            func.max(Section.minimum).label("minimum"),
        )
        .where(Section.term_id == term_id, Section.status != "cancelled")
        .group_by(Section.course_id)
    )
