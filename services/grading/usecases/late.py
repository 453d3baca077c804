"""The 24 hours in which exam results are entered, and what is late: whose turn it is, each told once (R5.1, R13.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.policies import Policy
from services.grading.domain.sheet_clock import due_after
from services.grading.models import Course, Person, Section, Sheet, Term, rulebook
from services.grading.queries.workdays import working_days
from services.grading.usecases import pending
from services.grading.usecases.announcing import policy
from shared.clock import ALMATY, now, start_of_day
from shared.contracts.base import Message
from shared.contracts.grading import SheetEscalated, SheetLate
from shared.contracts.notifications import Notify
from shared.messaging import Due, publish, schedule, unschedule

EXAM_OVER, TEACHER, DEAN, RECTORATE = 0, 1, 2, 3
SUMMER = "summer"
"""On the day after an exam of it nothing is applied for."""
LEVELS = {DEAN: "dean", RECTORATE: "rectorate"}
Late = tuple[Sheet, Section, str | None, Person | None]


def set_due(session: Session, section_ids: Sequence[UUID], *, only_later: bool = False) -> None:
    """Set by when the open examination sheets of these sections are due: hours after the exam's scheduled end (R5.1).

    A duty that falls on a day off moves to the next working day (R13.1).
    """
    rows = session.execute(
        select(Sheet, Section.exam_ends_at, Term.season, Term.starts_on)
        .join(Section, Section.section_id == Sheet.section_id)
        .outerjoin(Term, Term.term_id == Sheet.term_id)
        .where(Sheet.section_id.in_(section_ids), Sheet.kind == "exam", Sheet.nth == 1, Sheet.status == "open")
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
        rules = book.policy(starts_on or today, season=season, course_id=sheet.course_id)
        due_at = due_of(session, exam_ends_at, rules)
        if sheet.due_at != due_at and not (only_later and sheet.due_at and sheet.due_at > due_at):
            sheet.due_at = due_at
            moved.append(_due(sheet, timedelta(), TEACHER))
            moved += [] if season == SUMMER else [_over(sheet, exam_ends_at)]
    session.flush()
    schedule(session, moved)


def due_of(session: Session, ends_at: datetime, rules: Policy) -> datetime:
    """By when the results of an exam are due, by the policy of its course and the office's days off."""
    works = working_days(session).works
    return due_after(
        ends_at, rules.sheet_hours, rules.sheet_clock, rules.work_from, rules.work_until, works, ALMATY
    ).astimezone(UTC)


def days_changed(session: Session, days: Sequence[date]) -> None:
    """A day was made off, or worked: what is not due yet is due later where it has to be, never earlier (R13.1)."""
    if not days:
        return
    found = session.scalars(
        select(Sheet.section_id).where(
            Sheet.kind == "exam", Sheet.nth == 1, Sheet.status == "open", Sheet.due_at > now(session).office,
            Sheet.due_at >= start_of_day(min(days)),
        )
    )  # fmt: skip
    set_due(session, sorted(set(found)), only_later=True)


def set_reserve_due(session: Session, sheet: Sheet) -> None:
    """The sheet of a reserve exam has its own moment (D10)."""
    schedule(session, [_due(sheet, timedelta(), TEACHER)])


def forget(session: Session, sheet_ids: Iterable[UUID]) -> None:
    """Sealed sheets can't be late any more."""
    unschedule(session, [key(sheet_id) for sheet_id in sheet_ids for key in (_key, _over_key)])


def exams_over(session: Session, sheet_ids: Sequence[UUID]) -> None:
    """The exam is over and its sheet open: whoever stands on it may apply provisionally from now on (R8.3)."""
    still_open = select(Sheet).where(Sheet.sheet_id.in_(sheet_ids), Sheet.status == "open").order_by(Sheet.sheet_id)
    publish(session, pending.of_open_sheets(session, session.scalars(still_open).all()))


def report(session: Session, sheet_ids: Sequence[UUID]) -> None:
    """List as late what is not sealed though its time is over, and tell whose turn it is, once each (R5.1, R13.1).

    First the teacher; after the policy's hours the dean and the office, then the rectorate.
    """
    rows, hours = _late(session, sheet_ids), _hours(session)
    moment, told, next_ones = now(session).office, list[Message](), list[Due]()
    newly = [row[0] for row in rows if row[0].late_since is None]
    for row in rows:
        sheet = row[0]
        assert sheet.due_at is not None
        sheet.late_since = sheet.late_since or sheet.due_at
        reached = max(level for level, after in hours.items() if sheet.due_at + after <= moment)
        told += [message for level in range(sheet.late_level + 1, reached + 1) for message in _told(row, level)]
        sheet.late_level = max(sheet.late_level, reached)
        if reached + 1 in hours:
            next_ones.append(_due(sheet, hours[reached + 1], reached + 1))
    session.flush()
    schedule(session, next_ones)
    publish(session, [*told, *pending.of_open_sheets(session, newly)])


def _late(session: Session, sheet_ids: Sequence[UUID]) -> list[Late]:
    rows = session.execute(
        select(Sheet, Section, Course.code, Person)
        .join(Section, Section.section_id == Sheet.section_id)
        .outerjoin(Course, Course.course_id == Sheet.course_id)
        .outerjoin(Person, Person.person_id == Section.teacher_id)
        .where(Sheet.sheet_id.in_(sheet_ids), Sheet.status == "open", Sheet.due_at <= now(session).office)
        .where(Section.status != "cancelled")
        .order_by(Sheet.sheet_id)
        .with_for_update(of=Sheet)
    )
    return [(sheet, section, code, teacher) for sheet, section, code, teacher in rows]


def _hours(session: Session) -> dict[int, timedelta]:
    decided = policy(session)
    return {
        TEACHER: timedelta(),
        DEAN: timedelta(hours=decided.late_to_dean_hours),
        RECTORATE: timedelta(hours=decided.late_to_rectorate_hours),
    }


def _told(row: Late, level: int) -> Iterator[Message]:
    sheet, section, code, teacher = row
    assert sheet.due_at is not None
    due_at = sheet.due_at
    if level != TEACHER:
        yield SheetEscalated(
            sheet.sheet_id, section.section_id, section.faculty_id, code or section.label, section.label,
            teacher.name if teacher else "", due_at, LEVELS[level],
        )  # fmt: skip
    elif section.teacher_id:
        params = {"course": code or section.label, "section": section.label, "due_at": f"moment:{due_at.isoformat()}"}
        key = f"sheet_late:{sheet.sheet_id}:{due_at.isoformat()}"
        yield Notify(key=key, person_id=section.teacher_id, template="sheet_late", params=params)


def _due(sheet: Sheet, after: timedelta, level: int) -> Due:
    assert sheet.due_at is not None
    return Due(sheet.due_at + after, SheetLate(sheet.sheet_id, level), key=_key(sheet.sheet_id))


def _over(sheet: Sheet, exam_ends_at: datetime) -> Due:
    return Due(exam_ends_at, SheetLate(sheet.sheet_id, EXAM_OVER), key=_over_key(sheet.sheet_id))


def _over_key(sheet_id: UUID) -> str:
    return f"exam_over:{sheet_id}"


def _key(sheet_id: UUID) -> str:
    return f"sheet_late:{sheet_id}"
