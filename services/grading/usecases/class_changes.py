"""A class of the journal is moved, not held, held after all, or added: an act with its reason, told (R2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.reasons import Reason
from services.grading.models import AbsenceStanding, JournalClass, Section
from services.grading.usecases import journal, standings
from services.grading.usecases.consequences import title
from services.grading.usecases.corrections import refuse
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.errors import Refused
from shared.identity import Actor
from shared.messaging import publish


def move(session: Session, actor: Actor, class_id: UUID, to: datetime, why: str) -> JournalClass:
    """The class is held at another time; its students are told."""
    one, _ = journal.class_for_change(session, actor, class_id)
    refuse(_why_not(session, one, why, wanted=("planned",)))
    _free(session, one.section_id, to, but=class_id)
    before, one.moved = one.starts_at, True
    one.starts_at, one.ends_at = to, to + (one.ends_at - one.starts_at)
    session.flush()
    journal.note(session, actor, one, "moved", why, from_at=before, to_at=to)
    _tell(session, one, "class_moved", why, before, to)
    return one


def strike(session: Session, actor: Actor, class_id: UUID, why: str) -> JournalClass:
    """The class is not held, or was not: nobody missed it, and it counts no more (R11.2d)."""
    one, _ = journal.class_for_change(session, actor, class_id)
    refuse(_why_not(session, one, why, wanted=("planned", "taken")))
    one.status = "not_held"
    session.flush()
    journal.note(session, actor, one, "not_held", why, from_at=one.starts_at)
    _recount(session, one.section_id)
    if one.starts_at > now(session).office:
        _tell(session, one, "class_not_held", why, one.starts_at, None)
    return one


def restore(session: Session, actor: Actor, class_id: UUID, why: str) -> JournalClass:
    """It is held after all; its absences are to be recorded."""
    one, _ = journal.class_for_change(session, actor, class_id)
    refuse(_why_not(session, one, why, wanted=("not_held",)))
    one.status = "planned"
    session.flush()
    journal.note(session, actor, one, "held_after_all", why, to_at=one.starts_at)
    _recount(session, one.section_id)
    return one


def add(
    session: Session, actor: Actor, section_id: UUID, starts_at: datetime, ends_at: datetime, room: str, why: str
) -> JournalClass:
    """A further class: in place of one that was not held, or on a worked weekend day."""
    journal.section_of(session, actor, section_id)
    reasons = [] if why else [Reason("why_missing", "R2.1")]
    if ends_at <= starts_at:
        reasons.append(Reason("class_hours", "R2.1"))
    if journal.journal_is_closed(session, section_id):
        reasons.append(Reason("journal_closed", "R5.3"))
    refuse(reasons)
    _free(session, section_id, starts_at)
    one = JournalClass(
        class_id=uuid4(), section_id=section_id, starts_at=starts_at, ends_at=ends_at, room=room, status="planned",
        planned_as=None, moved=False,
    )  # fmt: skip
    session.add(one)
    session.flush()
    journal.note(session, actor, one, "added", why, to_at=starts_at)
    _recount(session, section_id)
    if starts_at > now(session).office:
        _tell(session, one, "class_added", why, None, starts_at)
    return one


def _why_not(session: Session, one: JournalClass, why: str, *, wanted: tuple[str, ...]) -> Iterator[Reason]:
    if one.status not in wanted:
        yield Reason("class_stands_otherwise", "R2.1", {"status": f"text:status.class_{one.status}"})
    if not why:
        yield Reason("why_missing", "R2.1")
    if journal.journal_is_closed(session, one.section_id):
        yield Reason("journal_closed", "R5.3")


def _free(session: Session, section_id: UUID, at: datetime, but: UUID | None = None) -> None:
    there = select(JournalClass.class_id).where(
        JournalClass.section_id == section_id, JournalClass.status != "not_held", JournalClass.starts_at <= at,
        JournalClass.ends_at > at,
    )  # fmt: skip
    if session.scalar(there.where(JournalClass.class_id.is_distinct_from(but)).limit(1)) is not None:
        raise Refused.because(Reason("class_at_that_time", "R2.1", {"starts_at": f"moment:{at.isoformat()}"}))


def _recount(session: Session, section_id: UUID) -> None:
    standings.refresh(session, standings.listed(session, AbsenceStanding.section_id == section_id), "classes")


def _tell(
    session: Session, one: JournalClass, template: str, why: str, from_at: datetime | None, to_at: datetime | None
) -> None:
    section = session.get_one(Section, one.section_id).label
    moments = {
        name: f"moment:{at.isoformat()}" for name, at in (("from_at", from_at), ("to_at", to_at)) if at is not None
    }
    again = now(session).real.isoformat()
    publish(
        session,
        [
            Notify(
                f"{template}:{one.class_id}:{again}:{student_id}", student_id, template,
                {**title(session, one.section_id, student_id), "section": section, "why": why, **moments},
            )
            for student_id in sorted(journal.students_of(session, one.section_id))
        ],
    )  # fmt: skip
