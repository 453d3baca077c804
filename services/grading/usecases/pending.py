"""Results that can still change, told to registration: a late sheet, an appeal, an exam of the reserve days (D8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.grading.domain.outcome import Outcome
from services.grading.models import AttemptRow, PendingResult, Sheet, SheetRow
from services.grading.queries.workdays import working_days
from services.grading.usecases.announcing import policy
from services.grading.usecases.results import Recorded
from services.grading.usecases.teaching import Teaching
from shared.clock import end_of_day, now, office_day, start_of_day
from shared.contracts.grading import PendingChanged

OPEN_SHEET, APPEAL, RE_EXAM, CRIBS_ACT, STANDS = "open_sheet", "appeal", "re_exam", "cribs_act", ""


def say(
    session: Session, students: Sequence[UUID], course_id: UUID, term_id: UUID, why: str, until: datetime | None = None
) -> list[PendingChanged]:
    """These students' results in a course can still change, or stand now; told where that is new."""
    if not students:
        return []
    rows: list[dict[str, Any]] = [
        {
            "pending_id": uuid5(student_id, f"pending:{course_id}"), "version_no": 1, "student_id": student_id,
            "course_id": course_id, "term_id": term_id, "why": why, "until": until,
        }
        for student_id in students
    ]  # fmt: skip
    said = insert(PendingResult).values(rows)
    new = said.excluded
    changed = said.on_conflict_do_update(
        index_elements=["pending_id"],
        set_={"version_no": PendingResult.version_no + 1, "term_id": new.term_id, "why": new.why, "until": new.until},
        where=(PendingResult.why != new.why) | PendingResult.until.is_distinct_from(new.until),
    ).returning(*(getattr(PendingResult, name) for name in rows[0]))
    return [PendingChanged(*row) for row in session.execute(changed)]


def after_results(session: Session, found: Teaching, recorded: Sequence[Recorded]) -> Iterator[PendingChanged]:
    """What a sealed sheet leaves: an excused student's result is still to come; one that was awaited stands now."""
    course_id, term_id = found.course.course_id, found.term.term_id
    excused = [one.listed.student_id for one in recorded if one.result.outcome is Outcome.INCOMPLETE]
    yield from say(session, excused, course_id, term_id, RE_EXAM)
    cribs = [one.listed.student_id for one in recorded if one.result.rule == "R4.7"]
    yield from say(session, cribs, course_id, term_id, CRIBS_ACT, appeals_until(session, now(session).office))
    rest = [one.listed.student_id for one in recorded if one.listed.student_id not in {*excused, *cribs}]
    yield from say(session, _awaited(session, rest, course_id), course_id, term_id, STANDS)


def appeals_until(session: Session, told_at: datetime) -> datetime:
    """Until when an appeal against a result may be made: so many working days, to the end of the day (R5.5)."""
    day = office_day(told_at)
    return end_of_day(working_days(session).after(day, policy(session).appeal_days))


def days_changed(session: Session, days: Sequence[date]) -> Iterator[PendingChanged]:
    """A day was made off: the time to appeal an act about cribs ends later where it must, never earlier (R13.1, D9)."""
    if not days:
        return
    rows = session.execute(
        select(PendingResult, func.max(AttemptRow.true_from))
        .join(
            AttemptRow,
            (AttemptRow.student_id == PendingResult.student_id) & (AttemptRow.course_id == PendingResult.course_id),
        )
        .where(PendingResult.why == CRIBS_ACT, PendingResult.until > now(session).office)
        .where(PendingResult.until >= start_of_day(min(days)))
        .group_by(PendingResult.pending_id)
    )
    for row, told_at in rows.all():
        until = appeals_until(session, told_at)
        if row.until is not None and until > row.until:
            yield from say(session, [row.student_id], row.course_id, row.term_id, CRIBS_ACT, until)


def _awaited(session: Session, students: Sequence[UUID], course_id: UUID) -> list[UUID]:
    awaited = select(PendingResult.student_id).where(
        PendingResult.student_id.in_(students), PendingResult.course_id == course_id, PendingResult.why != STANDS
    )
    return list(session.scalars(awaited.order_by(PendingResult.student_id)))


def of_open_sheets(session: Session, sheets: Sequence[Sheet]) -> Iterator[PendingChanged]:
    """Who stands on a sheet that is open after its exam may apply provisionally, also before it is late (R8.3)."""
    wanted = [sheet.sheet_id for sheet in sheets if sheet.nth == 1]
    lines = select(SheetRow.sheet_id, SheetRow.student_id).where(SheetRow.sheet_id.in_(wanted), SheetRow.is_there())
    students: dict[UUID, list[UUID]] = {}
    for sheet_id, student_id in session.execute(lines.order_by(SheetRow.student_id)):
        students.setdefault(sheet_id, []).append(student_id)
    for sheet in sheets:
        yield from say(session, students.get(sheet.sheet_id, []), sheet.course_id, sheet.term_id, OPEN_SHEET)
