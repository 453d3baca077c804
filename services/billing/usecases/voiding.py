"""Invoices end: void without payment, what was on them becomes advances (R8.4, D3). Rows are locked in one order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session, aliased

from services.billing.domain import books
from services.billing.domain.books import Kind
from services.billing.domain.settlement import REFUND_BY_ITSELF, Status, Surplus
from services.billing.models import Advance, Invoice, InvoiceMoney, RefundRequest
from services.billing.usecases import notices
from services.billing.usecases.acts import Acts
from services.billing.usecases.books import Booking
from shared.clock import Now, now
from shared.contracts.billing import DueDatePassed
from shared.messaging import Due
from shared.money import Money

MOST_REMINDERS = 9
DIED = "died"
"""Why nothing is given back by itself: finance does it by hand (D14)."""


def locked(session: Session, which: ColumnElement[bool]) -> list[Invoice]:
    """Invoices under their row locks, in the order of their ids, as the database has them now."""
    query = select(Invoice).where(which).order_by(Invoice.invoice_id).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))


def void(
    session: Session, acts: Acts, invoices: Sequence[Invoice], status: Status, why: Surplus, said: Mapping[UUID, str]
) -> None:
    """Reverse each invoice; money on it becomes an advance of whoever paid, with a refund request (D3, D15)."""
    moment, held = now(session), money_on(session, [one.invoice_id for one in invoices if one.held])
    for invoice in invoices:
        acts.bookings.append(reversal(invoice, invoice.amount, moment))
        for money in held.get(invoice.invoice_id, ()):
            take_off(acts, invoice, money, money.amount, why, moment)
        invoice.status, invoice.held, invoice.paid_on = status, Money(0), None
        invoice.closed_at, invoice.closed_why = moment.office, said.get(invoice.case_id, str(why))
        acts.undone += [due_key(invoice), *reminder_keys(invoice)]


def keep(acts: Acts, advance: Advance, moment: Now) -> None:
    """Note an advance; where the rules say so its refund request opens by itself (D3)."""
    acts.advances.append(advance)
    if Surplus(advance.why) in REFUND_BY_ITSELF:
        ask_refund(acts, advance, moment, opened_by=None)


def ask_refund(acts: Acts, advance: Advance, moment: Now, opened_by: UUID | None) -> RefundRequest:
    """A refund request to the payer's account for what is left of the advance (D15)."""
    request = RefundRequest(
        refund_id=uuid4(), advance_id=advance.advance_id, student_id=advance.student_id, amount=advance.left,
        status="open", why=advance.why, opened_at=moment.office, opened_by=opened_by, to_name=advance.payer_name,
        to_id=advance.payer_id, to_account=advance.payer_account,
    )  # fmt: skip
    acts.refunds.append(request)
    acts.messages.append(notices.refund(request, "refund_requested"))
    return request


def due_date(invoice: Invoice) -> Due:
    """The end of its time: takes the seat away, so a long outage holds it (R13.1)."""
    passed = DueDatePassed(invoice.invoice_id)
    return Due(invoice.due_at, passed, due_key(invoice), takes_away=True, kind="due_date_passed")


def due_key(invoice: Invoice) -> str:
    """The name of an invoice's deadline."""
    return f"due:{invoice.invoice_id}"


def reminder_keys(invoice: Invoice) -> list[str]:
    """The names of its reminders."""
    return [f"reminder:{invoice.invoice_id}:{nth}" for nth in range(1, MOST_REMINDERS + 1)]


def money_on(session: Session, invoice_ids: Sequence[UUID]) -> dict[UUID, list[InvoiceMoney]]:
    """What came on each of these invoices, in the order of the operations."""
    found: dict[UUID, list[InvoiceMoney]] = defaultdict(list)
    if invoice_ids:
        query = standing_money().where(InvoiceMoney.invoice_id.in_(invoice_ids))
        for money in session.scalars(query.order_by(InvoiceMoney.operation_on, InvoiceMoney.money_id)):
            found[money.invoice_id].append(money)
    return found


def standing_money() -> Select[InvoiceMoney]:
    """Money that came on invoices and was not taken back as posted wrongly (D16)."""
    back = aliased(InvoiceMoney)
    reversed_since = exists().where(back.reverses == InvoiceMoney.money_id)
    return select(InvoiceMoney).where(InvoiceMoney.amount > Money(0), ~reversed_since)


def reversal(invoice: Invoice, amount: Money, moment: Now) -> Booking:
    """What was invoiced, or so much of it, is owed no more."""
    postings = books.voided(str(invoice.student_id), amount.tiyn)
    return Booking(Kind.VOIDED, postings, moment.day, invoice.student_id, invoice.invoice_id)


def take_off(acts: Acts, invoice: Invoice, money: InvoiceMoney, amount: Money, why: Surplus, moment: Now) -> None:
    """So much of this money leaves the invoice and becomes an advance of whoever paid it (D3, D15)."""
    payer = {"payer_name": money.payer_name, "payer_id": money.payer_id, "payer_account": money.payer_account}
    source = {"invoice_id": invoice.invoice_id, "line_id": money.line_id, "cash_id": money.cash_id}
    advance = Advance(
        advance_id=uuid4(), student_id=invoice.student_id, amount=amount, left=amount, why=why,
        operation_on=money.operation_on, made_at=moment.office, **source, **payer,
    )  # fmt: skip
    keep(acts, advance, moment)
    acts.money.append(
        InvoiceMoney(
            money_id=uuid4(), advance_id=advance.advance_id, amount=-amount, operation_on=money.operation_on,
            made_at=moment.office, **source, **payer,
        )
    )  # fmt: skip
    postings = books.left_over(str(invoice.student_id), amount.tiyn)
    acts.bookings.append(
        Booking(Kind.LEFT_OVER, postings, moment.day, invoice.student_id, invoice.invoice_id, money.line_id)
    )
