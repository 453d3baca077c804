"""Sections of a summer term: set right by the office, opened and finished with the term (R3.5, R8.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services.registration.domain.reasons import Reason
from services.registration.domain.timetable import WeeklyClass, clashing
from services.registration.models.applications import Application, State
from services.registration.models.sections import Section, SectionMeeting
from services.registration.models.terms import Term
from services.registration.queries.calendar import working_days
from services.registration.usecases import cancelling, section_events
from services.registration.usecases import section_planning as planning
from services.registration.usecases.terms import term_of
from shared.contracts.registration import SeatsFreed
from shared.errors import NotFound, Refused
from shared.messaging import publish


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """What the office sets of a section."""

    teacher_id: UUID | None
    capacity: int
    minimum: int
    meetings: tuple[WeeklyClass, ...]


def change(session: Session, section_id: UUID, plan: SectionPlan) -> Section:
    """The office sets teacher, seats and times of a section; a capacity below the seats taken is refused (R3.5).

    Seats of an open section are added by two only (R1.4).
    """
    section = _locked(session, section_id)
    reasons = [*_size_reasons(section, plan), *_teacher_reasons(session, section, plan)]
    if section.status not in ("planned", "open"):
        reasons.append(Reason("section_over", "R8.2", {"status": f"text:status.{section.status}"}))
    if section.status == "open" and plan.capacity > section.capacity:
        reasons.append(Reason("seats_are_added_by_two", "R1.4"))
    if reasons:
        raise Refused(reasons)
    section.teacher_id, section.capacity, section.minimum = plan.teacher_id, plan.capacity, plan.minimum
    section.version_no += 1
    moved = _hours(map(_as_class, section.meetings)) != _hours(plan.meetings)
    planning.set_meetings(section, plan.meetings)
    session.flush()
    if moved and section.status == "open":
        cancelling.times_changed(session, section)
    if section.status == "open":
        section_events.tell(session, [section])
    return section


def plan_of(section: Section, *, teacher_id: UUID | None) -> SectionPlan:
    """As it stands, but with another teacher."""
    return SectionPlan(teacher_id, section.capacity, section.minimum, tuple(map(_as_class, section.meetings)))


def raise_capacity(session: Session, section_id: UUID, capacity: int) -> Section:
    """The approved number of seats; those that are added are offered to the line first (D21)."""
    section = _locked(session, section_id)
    if section.status != "open" or capacity <= section.capacity:
        raise Refused([no_more_seats(section)])
    section.capacity = capacity
    section.version_no += 1
    session.flush()
    section_events.tell(session, [section])
    if section.waiting:
        publish(session, [SeatsFreed(section_id)])
    return section


def no_more_seats(section: Section) -> Reason:
    """The section is not open, or has as many seats already."""
    return Reason("more_seats_wanted", "R3.5", {"capacity": f"number:{section.capacity}"})


def _locked(session: Session, section_id: UUID) -> Section:
    section = session.scalar(
        select(Section)
        .where(Section.section_id == section_id)
        .options(selectinload(Section.meetings))
        .with_for_update()
    )
    if section is None:
        raise NotFound("section")
    return section


def add(session: Session, term_id: UUID, course_id: UUID, plan: SectionPlan) -> Section:
    """One more group of a course, while the term is not published (R8.2)."""
    term = term_of(session, term_id)
    if term.status not in ("proposed", "agreed"):
        raise Refused([Reason("term_published", "R8.2", {"status": f"text:status.{term.status}"})])
    known = session.scalars(select(Section.label).where(Section.term_id == term_id, Section.course_id == course_id))
    label = str(max((int(label) for label in known if label.isdigit()), default=0) + 1)
    section = planning.new_section(session, term, course_id, label, planning.exam_days(term, working_days(session))[0])
    section.teacher_id, section.capacity, section.minimum = plan.teacher_id, plan.capacity, plan.minimum
    reasons = [*_size_reasons(section, plan), *_teacher_reasons(session, section, plan)]
    if reasons:
        raise Refused(reasons)
    planning.set_meetings(section, plan.meetings)
    session.add(section)
    session.flush()
    return section


def open_all(session: Session, term: Term) -> None:
    """Open the planned sections of a term that is published, and tell of them."""
    opened = session.scalars(select(Section).where(Section.term_id == term.term_id, Section.status == "planned")).all()
    for section in opened:
        section.status = "open"
        section.version_no += 1
    session.flush()
    section_events.tell(session, opened)


def close_unwanted(session: Session, terms: Sequence[Term]) -> None:
    """The window is over: sections for which nobody's application stands are not held (D22).

    The term's row is locked as by the draw, so that no application that is on its way is overlooked.
    """
    ids = [term.term_id for term in terms]
    locked = select(Term.term_id).where(Term.term_id.in_(ids)).order_by(Term.term_id)
    session.execute(locked.with_for_update(of=Term, key_share=True))
    wanted = select(Application.section_id).where(Application.term_id.in_(ids), Application.state != State.ENDED)
    unwanted = select(Section).where(
        Section.term_id.in_(ids), Section.status == "open", Section.section_id.not_in(wanted)
    )
    closed = session.scalars(unwanted.order_by(Section.section_id)).all()
    for section in closed:
        section.status = "not_held"
        section.version_no += 1
    session.flush()
    section_events.tell(session, closed)


def was_held(session: Session, term: Term) -> bool:
    """Whether a section of this term came to its end, or the term had none to begin with (D22)."""
    ends = set(session.scalars(select(Section.status).where(Section.term_id == term.term_id)))
    return not ends or "finished" in ends


def finish_all(session: Session, terms: Sequence[Term]) -> None:
    """The sections of terms that are over."""
    ids = [term.term_id for term in terms]
    over = session.scalars(select(Section).where(Section.term_id.in_(ids), Section.status == "open")).all()
    for section in over:
        section.status = "finished"
        section.version_no += 1
    session.flush()
    section_events.tell(session, over)


def _size_reasons(section: Section, plan: SectionPlan) -> list[Reason]:
    reasons = []
    if plan.capacity < max(section.taken, 1):
        reasons.append(Reason("capacity_below_taken", "R3.5", {"taken": f"number:{section.taken}"}))
    if not 0 <= plan.minimum <= plan.capacity:
        reasons.append(Reason("minimum_wrong", "R8.5", {"course": section.label, "minimum": "number:0"}))
    return reasons


def _teacher_reasons(session: Session, section: Section, plan: SectionPlan) -> list[Reason]:
    if plan.teacher_id is None:
        return []
    others = session.scalars(
        select(Section)
        .where(
            Section.term_id == section.term_id,
            Section.teacher_id == plan.teacher_id,
            Section.section_id != section.section_id,
            Section.status.in_(("planned", "open")),
        )
        .options(selectinload(Section.meetings))
    )
    classes = {other.label: [_as_class(meeting) for meeting in other.meetings] for other in others}
    return [Reason("teacher_busy", "R3.7", {"section": label}) for label in clashing(classes, plan.meetings)]


def _hours(classes: Iterable[WeeklyClass]) -> set[tuple[int, time, time]]:
    """When they are held; another room is no other time."""
    return {(one.weekday, one.starts, one.ends) for one in classes}


def _as_class(meeting: SectionMeeting) -> WeeklyClass:
    return WeeklyClass(meeting.weekday, meeting.starts, meeting.ends, meeting.room)
