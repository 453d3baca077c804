"""Unpaid invoices lapse once their day is over and all statements through it are in (R8.4, R13.1).

Decided under the invoice's row lock, as payments are: exactly one of InvoicePaid and InvoiceOverdue is ever told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from services.billing.domain.settlement import Status, Surplus, is_overdue
from services.billing.models import Invoice, StatementsThrough
from services.billing.queries import providers
from services.billing.usecases import notices, payments, protections, voiding
from services.billing.usecases.acts import Acts
from shared.clock import now
from shared.contracts.billing import InvoiceOverdue, PaymentReminderDue, PaymentReversed
from shared.messaging import publish
from shared.messaging.outages import held


def due_dates_passed(session: Session, invoice_ids: Sequence[UUID]) -> None:
    """The time of these is over: they lapse now if the statements are in, else when these come."""
    # FOR SHARE: whoever is loading just now finishes first, so that no invoice falls between the two.
    through = session.scalar(select(StatementsThrough.through).with_for_update(read=True))
    lapse(session, through, Invoice.invoice_id.in_(invoice_ids))


def statements_in(session: Session, through: date) -> None:
    """Statements through this day are in: whatever was to be paid by then and is not, lapses."""
    lapse(session, through, Invoice.due_on <= through)


def lapse(session: Session, through: date | None, which: ColumnElement[bool]) -> None:
    """Let those lapse whose absence of payment is certain; what was paid in part becomes an advance (D3).

    Whom a protection keeps waits for its end: what could save his seat is not in yet (R13.1).
    """
    invoices = _unpaid(session, through, which)
    if through is None or not invoices:
        return
    acts = Acts()
    voiding.void(session, acts, invoices, Status.OVERDUE, Surplus.LAPSED, {})
    for invoice in invoices:
        acts.messages.append(_overdue(invoice, through))
    acts.write(session)


def _overdue(invoice: Invoice, through: date) -> InvoiceOverdue | PaymentReversed:
    """Told instead of paid; of an invoice that was paid and lost its money: not repaid in time (D16)."""
    if invoice.reversals:
        return payments.reversed_payment(invoice, "missed")
    return InvoiceOverdue(invoice.case_id, invoice.invoice_id, through)


def _unpaid(session: Session, through: date | None, which: ColumnElement[bool]) -> list[Invoice]:
    """Those whose time is over; money that a provider has not handed on yet is waited for (D17).

    Where a long outage holds the end of the time, it is not over before the chairman says so (R13.1).
    """
    moment = now(session)
    certain = through and through - timedelta(days=providers.settles_days(session, through))
    invoices = [
        invoice
        for invoice in voiding.locked(session, which & (Invoice.status == Status.OPEN))
        if is_overdue(Status(invoice.status), invoice.due_at, invoice.due_on, moment.office, certain)
    ]
    kept = protections.protected(session, [invoice.invoice_id for invoice in invoices], through)
    waiting = held(session, [voiding.due_key(invoice) for invoice in invoices])
    return [one for one in invoices if one.invoice_id not in kept and voiding.due_key(one) not in waiting]


def remind(session: Session, messages: Sequence[PaymentReminderDue]) -> None:
    """Remind of what is still open; who has paid hears nothing.

    After an outage only the latest of several comes, and none after the due date: no flood of reminders (R13.1).
    """
    office = now(session).office
    timely = [one for one in messages if one.next_at is None or one.next_at > office]
    wanted = {message.invoice_id for message in timely}
    which = Invoice.invoice_id.in_(wanted) & (Invoice.status == Status.OPEN) & (Invoice.due_at > office)
    invoices = {one.invoice_id: one for one in session.scalars(select(Invoice).where(which))}
    told = [notices.reminder(invoices[one.invoice_id], one.nth) for one in timely if one.invoice_id in invoices]
    publish(session, notices.titled(session, told))
