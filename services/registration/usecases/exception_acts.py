"""Each kind of exception: how it is asked, and what it does in the transaction in which it is approved (R1.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.exceptions import Kind
from services.registration.domain.reasons import Reason
from services.registration.models.applications import Application, State
from services.registration.models.catalogue import Course
from services.registration.models.exceptions import ExceptionAct
from services.registration.models.sections import Section
from services.registration.usecases import cancelling, exceptions, sections, teacher_gone
from shared.errors import NotFound, Refused

WAIT = (State.RECEIVED, State.IN_LINE)
FIRST_OF_ALL = 0
"""Before every class of priority (D2)."""


def decide(session: Session, exception_id: UUID, approved: bool, why: str = "") -> ExceptionAct:
    """Decide, and let what is approved take effect."""
    act = exceptions.decide(session, exception_id, approved, why)
    if approved and (effect := EFFECTS.get(act.kind)):
        effect(session, act)
    return act


def ask_for_seats(session: Session, section_id: UUID, capacity: int, reason: str, document: str = "") -> ExceptionAct:
    """Ask that an open section have more seats."""
    section, code = _section(session, section_id)
    if section.status != "open" or capacity <= section.capacity:
        raise Refused([sections.no_more_seats(section)])
    subject = f"{code}, {section.label}: {section.capacity} → {capacity}"
    details = {"capacity": capacity, "before": section.capacity}
    return exceptions.ask(
        session, Kind.CAPACITY_RAISED, section_id, subject, reason, document=document, details=details
    )


def ask_to_cancel(session: Session, section_id: UUID, reason: str, document: str = "") -> ExceptionAct:
    """Ask that classes which have begun end at once (D7)."""
    section, code = _section(session, section_id)
    cancelling.cancellable(session, section_id, reason)
    subject = f"{code}, {section.label}"
    return exceptions.ask(session, Kind.COURSE_CANCELLED, section_id, subject, reason, document=document)


def ask_to_lift(
    session: Session, student_id: UUID, section_id: UUID, hold: str, reason: str, document: str = ""
) -> ExceptionAct:
    """Ask that a hold not stop this student's application for a section (R3.8, D24)."""
    section, code = _section(session, section_id)
    return exceptions.ask(
        session, Kind.HOLD_LIFTED, section_id, f"{code}, {section.label}", reason,
        student_id=student_id, document=document, details={"hold": hold},
    )  # fmt: skip


def ask_for_the_front(session: Session, case_id: UUID, reason: str, document: str = "") -> ExceptionAct:
    """Ask that a student be the next of his line (R3.5)."""
    case = _waiting(session, case_id)
    section, code = _section(session, case.section_id)
    return exceptions.ask(
        session, Kind.OUT_OF_TURN, case_id, f"{code}, {section.label}", reason,
        student_id=case.student_id, document=document,
    )  # fmt: skip


def _raise_capacity(session: Session, act: ExceptionAct) -> None:
    """The added seats go to the line first (D21)."""
    sections.raise_capacity(session, act.subject_id, int(act.details["capacity"]))


def _cancel(session: Session, act: ExceptionAct) -> None:
    """Everybody gets everything back; nobody is sought any more (D7)."""
    cancelling.cancel_section(session, act.subject_id, act.reason)
    teacher_gone.cancelled_before(session, act.subject_id)


def _move_to_the_front(session: Session, act: ExceptionAct) -> None:
    """The next free seat of the line is offered to this student (R3.5)."""
    case = _waiting(session, act.subject_id)
    case.priority = FIRST_OF_ALL
    session.flush()


def _section(session: Session, section_id: UUID) -> tuple[Section, str]:
    row = session.execute(
        select(Section, Course.code)
        .join(Course, Course.course_id == Section.course_id)
        .where(Section.section_id == section_id)
    ).one_or_none()
    if row is None:
        raise NotFound("section")
    return row.Section, row.code


def _waiting(session: Session, case_id: UUID) -> Application:
    case = session.get(Application, case_id, with_for_update=True, populate_existing=True)
    if case is None:
        raise NotFound("case")
    if case.state not in WAIT:
        raise Refused([Reason("not_in_the_line", "R3.5")])
    return case


EFFECTS: Mapping[str, Callable[[Session, ExceptionAct], None]] = {
    Kind.CAPACITY_RAISED: _raise_capacity,
    Kind.COURSE_CANCELLED: _cancel,
    Kind.OUT_OF_TURN: _move_to_the_front,
}
"""A lifted hold has none: applications read it from the register (``queries.exceptions.lifted_holds``)."""
