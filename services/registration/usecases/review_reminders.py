"""Reminders of a student's days to explain and to appeal, each once, and only while they are of use (R13.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.reminders import reminders
from services.registration.models.reviews import Review
from services.registration.usecases import review_notices
from shared.clock import now
from shared.contracts.review_acts import ReviewReminderDue
from shared.messaging import Due, publish, schedule

EXPLAIN, APPEAL = "explain", "appeal"


def plan(session: Session, cases: Sequence[Review], of: str) -> None:
    """Note when to remind of the days that have just begun."""
    since = now(session).office
    schedule(session, [
        Due(at=at, message=ReviewReminderDue(case.case_id, of, nth), key=f"review_reminder:{case.case_id}:{of}:{nth}")
        for case in cases
        if (until := _until(case, of)) is not None
        for nth, at in enumerate(reminders(since, until), start=1)
    ])  # fmt: skip


def remind(session: Session, events: Sequence[ReviewReminderDue]) -> None:
    """Remind whoever may still act; after an outage the latest reminder alone."""
    latest = {(event.case_id, event.of): event for event in sorted(events, key=lambda one: one.nth)}
    rows = session.scalars(select(Review).where(Review.case_id.in_({case_id for case_id, _ in latest})))
    known, moment = {row.case_id: row for row in rows}, now(session).office
    for (case_id, of), event in latest.items():
        case = known[case_id]
        until = _until(case, of)
        if until is None or moment >= until or _acted(case, of):
            continue
        values = {case_id: {"until": until}}
        again = str(event.nth)
        publish(session, review_notices.to_student(session, [case], f"review_remind_{of}", values, again=again))


def _until(case: Review, of: str) -> datetime | None:
    return case.explain_until if of == EXPLAIN else case.appeal_until


def _acted(case: Review, of: str) -> bool:
    over = case.way is not None
    return over or (case.explained_at if of == EXPLAIN else case.appealed_at) is not None
