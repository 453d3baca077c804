"""When an invoice is due, what acts then and before; a due date that moves, moves all of it (R13.1, R8.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain import reminders
from services.billing.domain.matching import Waits
from services.billing.domain.settlement import Status
from services.billing.models import Invoice, Protection, QueueItem
from services.billing.queries import policies
from services.billing.queries.workdays import banking_days
from services.billing.usecases import advances, protections, queueing, voiding
from shared.clock import Now, end_of_day, now, office_day
from shared.contracts.billing import ChoiceDue, DueDateMoved, MoveDueDate, PaymentReminderDue
from shared.messaging import Due, schedule, unschedule


def statements_by(session: Session, due_on: date) -> datetime:
    """By then the statements through this day should be in; afterwards finance decides (R8.4)."""
    wait = policies.statements_wait(session, now(session).day)
    return end_of_day(banking_days(session).after(due_on, wait))


def dues(invoice: Invoice, moment: Now, days_before: Sequence[int]) -> list[Due]:
    """The due date, and the reminders before it, counted from this moment (R13.1)."""
    moments = reminders.moments(moment.office, invoice.due_at, days_before)
    later = [*moments[1:], None]
    asked = [
        Due(at, PaymentReminderDue(invoice.invoice_id, nth, next_at), key)
        for nth, (at, next_at, key) in enumerate(zip(moments, later, voiding.reminder_keys(invoice), strict=False), 1)
    ]
    return [*asked, voiding.due_date(invoice)]


def move(session: Session, commands: Sequence[MoveDueDate]) -> list[DueDateMoved]:
    """Move the due dates of open invoices later, and say of each when it is due.

    Decided under the row locks, as payments and lapses are: what is paid, overdue or void stays as it is, and an older
    order that comes after a later one changes nothing. A due date that a long outage held is held no longer (R13.1).
    """
    wanted: dict[UUID, datetime] = {}
    for one in commands:
        wanted[one.case_id] = max(one.due_at, wanted.get(one.case_id, one.due_at))
    invoices = voiding.locked(session, Invoice.case_id.in_(wanted))
    if missing := wanted.keys() - {invoice.case_id for invoice in invoices}:
        raise LookupError(f"no invoice of case {', '.join(map(str, sorted(missing)))}")
    moved = [one for one in invoices if one.status == Status.OPEN and wanted[one.case_id] > one.due_at]
    for invoice in moved:
        invoice.due_at, invoice.due_on = wanted[invoice.case_id], office_day(wanted[invoice.case_id])
    session.flush()
    if moved:
        _reschedule(session, moved)
        advances.late_no_more(session, moved)
    return [_answer(session, invoice) for invoice in invoices]


def _answer(session: Session, invoice: Invoice) -> DueDateMoved:
    is_open = invoice.status == Status.OPEN
    by = statements_by(session, invoice.due_on) if is_open else None
    return DueDateMoved(invoice.case_id, invoice.due_at, is_open, by)


def _reschedule(session: Session, invoices: Sequence[Invoice]) -> None:
    """Due date, reminders, protections by the queue, and the time to choose between invoices (D4)."""
    moment = now(session)
    days_before = policies.reminder_days(session, moment.day)
    unschedule(session, [key for invoice in invoices for key in voiding.reminder_keys(invoice)])
    schedule(session, [due for invoice in invoices for due in dues(invoice, moment, days_before)])
    by_id = {invoice.invoice_id: invoice for invoice in invoices}
    lines = Protection.why == "queue", Protection.ended_at.is_(None), Protection.until.is_not(None)
    kept = session.scalars(select(Protection).where(Protection.invoice_id.in_(by_id), *lines)).all()
    for one in kept:
        one.until = queueing.protected_until(session, by_id[one.invoice_id].due_on)
    protections.ask_again(session, kept)
    schedule(session, list(_choices(session, by_id)))


def _choices(session: Session, moved: dict[UUID, Invoice]) -> Iterator[Due]:
    students = {invoice.student_id for invoice in moved.values()}
    mine = QueueItem.student_id.in_(students), QueueItem.kind == Waits.CHOICE, QueueItem.status == "waiting"
    items = session.scalars(select(QueueItem).where(*mine).order_by(QueueItem.line_id).with_for_update()).all()
    due = _due_dates(session, items)
    for item in items:
        item.act_by = min(due[one] for one in _candidates(item))
        yield Due(item.act_by, ChoiceDue(item.line_id), queueing.choice_key(item.line_id))


def _candidates(item: QueueItem) -> list[UUID]:
    return [UUID(str(one["invoice_id"])) for one in item.candidates]


def _due_dates(session: Session, items: Iterable[QueueItem]) -> dict[UUID, datetime]:
    ids = {one for item in items for one in _candidates(item)}
    found = select(Invoice.invoice_id, Invoice.due_at).where(Invoice.invoice_id.in_(ids))
    return dict(session.execute(found).all())
