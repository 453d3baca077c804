"""A day is off, or worked, from now on: what runs in banking days is counted anew, never to an earlier end (R13.1)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.declared import Verdict
from services.billing.domain.matching import Waits
from services.billing.models import DayOff, DeclaredPayment, Invoice, Protection, QueueItem, StatementLine
from services.billing.queries import policies
from services.billing.queries.workdays import banking_days
from services.billing.usecases import protections, queueing
from shared.clock import now
from shared.contracts.registration import HolidaysChanged
from shared.workdays import keep_days_off


def changed(session: Session, events: Sequence[HolidaysChanged]) -> None:
    """Keep the days; lines of the queue protect, registers and transfers from abroad are waited for as long as due."""
    keep_days_off(session, DayOff, events)
    _protect_longer(session)
    _registers_later(session)
    _from_abroad_later(session)
    session.flush()


def _protect_longer(session: Session) -> None:
    live = Protection.why == "queue", Protection.ended_at.is_(None), Protection.until > now(session).office
    query = select(Protection, Invoice.due_on).join(Invoice, Invoice.invoice_id == Protection.invoice_id).where(*live)
    longer = []
    for one, due_on in session.execute(query):
        until = queueing.protected_until(session, due_on)
        if one.until and until > one.until:
            one.until = until
            longer.append(one)
    protections.ask_again(session, longer)


def _registers_later(session: Session) -> None:
    waits = QueueItem.kind == Waits.LUMP, QueueItem.status == "waiting"
    query = select(QueueItem, StatementLine.operation_on).join(
        StatementLine, StatementLine.line_id == QueueItem.line_id
    )
    for item, operation_on in session.execute(query.where(*waits)):
        until = queueing.noon_after(session, operation_on, 1)
        item.act_by = max(until, item.act_by or until)


def _from_abroad_later(session: Session) -> None:
    days, wait = banking_days(session), policies.abroad_wait(session, now(session).day)
    waits = DeclaredPayment.abroad, DeclaredPayment.status == Verdict.WAITS
    found = {one.declaration_id: one for one in session.scalars(select(DeclaredPayment).where(*waits))}
    for one in found.values():
        one.expected_by = max(one.expected_by, days.after(one.paid_on, wait))
    kept = Protection.declaration_id.in_(found), Protection.ended_at.is_(None)
    for shield in session.scalars(select(Protection).where(*kept)):
        if shield.declaration_id:
            shield.until_statements_of = found[shield.declaration_id].expected_by
