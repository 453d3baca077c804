"""How full the sections are: as of now, for each course, and as it was at any moment (R3.5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.registration.models.applications import Application, State
from services.registration.models.campus import Group, Student
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.models.seats import SeatHistory, SeatOffer
from services.registration.models.sections import Section
from services.registration.queries.line import ORDER

UNPAID = (State.HELD, State.OFFERED, State.INVOICED)
CONFIRMED = (State.CONFIRMED, State.ON_SHEET)


def by_section(term_id: UUID) -> Select[*tuple[Any, ...]]:
    """For each section of a term: applied, held, paid, confirmed, waiting."""

    def number(*conditions: Any) -> Any:
        return func.count(Application.case_id).filter(*conditions)

    return (
        select(
            Section.section_id,
            Course.code.label("course"),
            Course.title,
            Section.label.label("section"),
            Section.capacity,
            Section.minimum,
            Section.taken,
            Section.waiting,
            number().label("applied"),
            number(Application.state.in_(UNPAID)).label("held"),
            number(Application.paid_on.is_not(None)).label("paid"),
            number(Application.state.in_(CONFIRMED)).label("confirmed"),
        )
        .join(Course, Course.course_id == Section.course_id)
        .outerjoin(Application, Application.section_id == Section.section_id)
        .where(Section.term_id == term_id)
        .group_by(Section.section_id, Course.course_id)
        .order_by(Course.code, Section.label)
    )


def line_of(section_id: UUID) -> Select[*tuple[Any, ...]]:
    """The waiting list of a section in its order, offers that are open first."""
    place = func.row_number().over(order_by=(Application.state != State.OFFERED, *ORDER))
    return (
        select(
            place.label("place"),
            Application.case_id,
            (Person.surname + " " + Person.given_name).label("name"),
            Student.number,
            Group.code.label("group"),
            Application.priority,
            Application.received_at,
            Application.ticket,
            Application.state,
            SeatOffer.until,
        )
        .join(Student, Student.student_id == Application.student_id)
        .join(Group, Group.group_id == Student.group_id)
        .join(Person, Person.person_id == Application.student_id)
        .outerjoin(SeatOffer, (SeatOffer.application_id == Application.case_id) & SeatOffer.outcome.is_(None))
        .where(Application.section_id == section_id, Application.state.in_((State.IN_LINE, State.OFFERED)))
        .order_by(place)
    )


def taken_at(session: Session, section_ids: Collection[UUID], at: datetime) -> dict[UUID, int]:
    """How many seats of each section were taken at a moment of the office's time; none where nothing had happened."""
    rows = session.execute(
        select(SeatHistory.section_id, SeatHistory.taken_after)
        .where(SeatHistory.section_id.in_(section_ids), SeatHistory.at <= at)
        .distinct(SeatHistory.section_id)
        .order_by(SeatHistory.section_id, SeatHistory.seat_change_id.desc())
    )
    return {row.section_id: row.taken_after for row in rows}


def highest(session: Session, section_ids: Collection[UUID]) -> dict[UUID, int]:
    """The highest occupation that each section has ever had."""
    rows = session.execute(
        select(SeatHistory.section_id, func.max(SeatHistory.taken_after))
        .where(SeatHistory.section_id.in_(section_ids))
        .group_by(SeatHistory.section_id)
    )
    return dict(rows.all())
