"""Who has an open sheet, an appeal or a re-exam in the course applies provisionally (R8.3, D8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from services.registration.models.applications import Application, State
from services.registration.models.copies import DebtCopy
from services.registration.queries.study import pending_of
from services.registration.usecases import dues
from services.registration.usecases.notices import notices, tell
from shared.clock import minutes, now
from shared.contracts.base import Message
from shared.contracts.grading import PendingChanged
from shared.contracts.registration import DebtGone, ProvisionalDue, ResultStands
from shared.messaging import Due, publish, schedule

Cases = Sequence[Application]
SETTLES = minutes(30)
"""There is no order between messages: the debt that a result makes may come after the news that it stands."""


def is_certain(case: Application) -> bool:
    """He need not wait for a result."""
    return not case.provisional


def received(session: Session, cases: Cases) -> Iterable[Message]:
    """Tell him that the invoice waits for the result, at the latest until the count, and see to it (D8)."""
    mine = [case for case in cases if case.provisional]
    if not mine:
        return []
    dates = dues.dates_of(session, mine)
    until = {case.case_id: dates[case.term_id].counted_at for case in mine}
    schedule(session, [Due(at, ProvisionalDue(case_id), f"provisional:{case_id}") for case_id, at in until.items()])
    return notices(session, mine, "provisional", {case_id: {"until": at} for case_id, at in until.items()})


def results_stand(session: Session, events: Sequence[PendingChanged]) -> None:
    """A result can't change any more: look in a while what it came to."""
    keys = [(event.student_id, event.course_id) for event in events if not event.why]
    if not keys:
        return
    at = now(session).office + SETTLES
    live = session.scalars(
        select(Application.case_id)
        .where(Application.provisional, Application.state != State.ENDED)
        .where(tuple_(Application.student_id, Application.course_id).in_(keys))
    )
    schedule(session, [Due(at, ProvisionalDue(case_id), f"provisional:{case_id}:result") for case_id in live])


def decide(session: Session, case_ids: Iterable[UUID]) -> None:
    """The result stands and he still owes the course: he pays. It stands and he owes nothing: he need not stay.

    Still undecided at the count: he pays, and gets everything back if it turns out well before the exam (D8).
    """
    cases = session.scalars(
        select(Application).where(Application.case_id.in_(list(case_ids)), Application.state != State.ENDED)
    ).all()
    if not cases:
        return
    open_still, owed, dates = _pending(session, cases), _debts(session, cases), dues.dates_of(session, cases)
    for case in cases:
        key, counted = (case.student_id, case.course_id), dates[case.term_id].counted_at
        case.debt_id = case.debt_id or owed.get(key)
        if key in open_still and now(session).office < counted:
            continue
        needed = key in open_still or case.debt_id is not None
        if needed and case.invoice_id is not None:
            continue
        publish(session, [ResultStands(case.case_id) if needed else DebtGone(case.case_id)])
        if key in open_still:
            tell(session, [case], "provisional_pays")
    session.flush()


def _pending(session: Session, cases: Cases) -> set[tuple[UUID, UUID]]:
    return set(pending_of(session, {case.student_id for case in cases}))


def _debts(session: Session, cases: Cases) -> dict[tuple[UUID, UUID], UUID]:
    rows = session.execute(
        select(DebtCopy.student_id, DebtCopy.course_id, DebtCopy.debt_id).where(
            DebtCopy.student_id.in_({case.student_id for case in cases}), DebtCopy.status == "open"
        )
    )
    return {(row.student_id, row.course_id): row.debt_id for row in rows}


def to_be_paid(session: Session, said: Sequence[tuple[Application, ResultStands]]) -> None:
    """The seat is to be paid for from now on, at the latest by T-3 (D1, D8)."""
    dues.set_due(session, [case for case, _ in said])
