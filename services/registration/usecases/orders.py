"""Orders: numbered without gaps in the transaction of what they order, kept as they were issued (R8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.models.campus import Faculty
from services.registration.models.catalogue import Course
from services.registration.models.orders import Order, OrderNumber
from services.registration.models.sections import Section
from services.registration.models.terms import Term, TermProposal
from services.registration.queries.terms import LINE
from services.registration.usecases import paper_seals
from services.registration.usecases.recorded import recorded
from shared.clock import now

OPENS_TERM = "summer_term"


def issue(session: Session, kind: str, subject_id: UUID, content: Mapping[str, Any]) -> Order:
    """The next order of the year; the number is taken in this transaction, so an undone one leaves no gap."""
    moment = now(session)
    taken = insert(OrderNumber).values(year=moment.day.year, last=1)
    number = session.scalar(
        taken.on_conflict_do_update(index_elements=["year"], set_={"last": OrderNumber.last + 1}).returning(
            OrderNumber.last
        )
    )
    assert number is not None
    order = Order(
        order_id=uuid4(),
        year=moment.day.year,
        number=number,
        kind=kind,
        subject_id=subject_id,
        issued_at=moment.office,
        content=dict(content),
        **recorded(session),
    )
    session.add(order)
    session.flush()
    paper_seals.append(session, order)
    return order


def open_term(session: Session, term: Term) -> Order:
    """The order that opens a summer term, made when it is published (R8.2)."""
    return issue(session, OPENS_TERM, term.term_id, _content(session, term))


def order_of(session: Session, subject_id: UUID, kind: str = OPENS_TERM) -> Order | None:
    """The order about a term, if it has been issued."""
    return session.scalar(select(Order).where(Order.subject_id == subject_id, Order.kind == kind))


def _content(session: Session, term: Term) -> dict[str, Any]:
    proposals = session.execute(
        select(Faculty.title, TermProposal.by_students)
        .join(Faculty, Faculty.faculty_id == TermProposal.faculty_id)
        .where(TermProposal.term_id == term.term_id, TermProposal.status == "agreed")
        .order_by(Faculty.code, TermProposal.by_students)
    )
    return {
        "term": term.code,
        "title": term.title,
        "seed": term.seed,
        "proposals": [{"title": row.title, "by_students": row.by_students} for row in proposals],
        "dates": [[name, _written(getattr(term.dates, name))] for name in LINE],
        "courses": _courses(session, term),
    }


def _courses(session: Session, term: Term) -> list[dict[str, Any]]:
    rows = session.execute(
        select(
            Course.code,
            Course.title,
            Course.credits,
            func.count().label("groups"),
            func.sum(Section.capacity).label("seats"),
        )
        .join(Section, Section.course_id == Course.course_id)
        .where(Section.term_id == term.term_id)
        .group_by(Course.course_id)
        .order_by(Course.code)
    )
    return [dict(row) for row in rows.mappings()]


def _written(at: date | datetime) -> str:
    return at.isoformat()
