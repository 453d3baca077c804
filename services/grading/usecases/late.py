"""The 24 hours in which exam results are entered, and what is late (R5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.models import Course, Section, Sheet, Term, rulebook
from shared.clock import now
from shared.contracts.grading import SheetLate
from shared.contracts.notifications import Notify
from shared.messaging import Due, publish, schedule, unschedule


def set_due(session: Session, section_ids: Sequence[UUID]) -> None:
    """Set by when the open examination sheets of these sections are due: hours after the exam's scheduled end."""
    rows = session.execute(
        select(Sheet, Section.exam_ends_at, Term.season, Term.starts_on)
        .join(Section, Section.section_id == Sheet.section_id)
        .outerjoin(Term, Term.term_id == Sheet.term_id)
        .where(Sheet.section_id.in_(section_ids), Sheet.kind == "exam", Sheet.status == "open")
        .where(Section.exam_ends_at.is_not(None))
        .order_by(Sheet.sheet_id)
        .with_for_update(of=Sheet)
    ).all()
    if not rows:
        return
    book, today = rulebook(session), now(session).day
    moved: list[Due] = []
    for sheet, exam_ends_at, season, starts_on in rows:
        assert exam_ends_at is not None
        policy = book.policy(starts_on or today, season=season, course_id=sheet.course_id)
        due_at = exam_ends_at + timedelta(hours=policy.sheet_hours)
        if sheet.due_at != due_at:
            sheet.due_at = due_at
            moved.append(Due(due_at, SheetLate(sheet.sheet_id), key=_key(sheet.sheet_id)))
    session.flush()
    schedule(session, moved)


def forget(session: Session, sheet_ids: Iterable[UUID]) -> None:
    """Sealed sheets can't be late any more."""
    unschedule(session, [_key(sheet_id) for sheet_id in sheet_ids])


def report(session: Session, sheet_ids: Sequence[UUID]) -> None:
    """List as late what is not sealed though its time is over, and tell the teacher, once (R5.1)."""
    moment = now(session).office
    rows = session.execute(
        select(Sheet, Section.teacher_id, Section.label, Course.code)
        .join(Section, Section.section_id == Sheet.section_id)
        .outerjoin(Course, Course.course_id == Sheet.course_id)
        .where(Sheet.sheet_id.in_(sheet_ids), Sheet.status == "open", Sheet.due_at <= moment)
        .where(Section.status != "cancelled")
        .order_by(Sheet.sheet_id)
        .with_for_update(of=Sheet)
    ).all()
    for sheet, *_ in rows:
        sheet.late_since = sheet.late_since or sheet.due_at
    session.flush()
    publish(session, [_notice(sheet, teacher, label, code) for sheet, teacher, label, code in rows if teacher])


def _notice(sheet: Sheet, teacher_id: UUID, label: str, code: str | None) -> Notify:
    assert sheet.due_at is not None
    return Notify(
        key=f"sheet_late:{sheet.sheet_id}:{sheet.due_at.isoformat()}",
        person_id=teacher_id,
        template="sheet_late",
        params={"course": code or label, "section": label, "due_at": f"moment:{sheet.due_at.isoformat()}"},
    )


def _key(sheet_id: UUID) -> str:
    return f"sheet_late:{sheet_id}"
