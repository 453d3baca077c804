"""Invoices end: void without payment, what was on them becomes advances (R8.4, D3). Rows are locked in one order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from services.billing.domain import books
from services.billing.domain.books import Kind
from services.billing.domain.settlement import REFUND_BY_ITSELF, Status, Surplus
from services.billing.models import Advance, Invoice, InvoiceMoney, RefundRequest
from services.billing.usecases import notices
from services.billing.usecases.acts import Acts
from services.billing.usecases.books import Booking
from shared.clock import Now, now
from shared.money import Money

MOST_REMINDERS = 9


def locked(session: Session, which: ColumnElement[bool]) -> list[Invoice]:
    """Invoices under their row locks, in the order of their ids, as the database has them now."""
    query = select(Invoice).where(which).order_by(Invoice.invoice_id).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))


def void(
    session: Session, acts: Acts, invoices: Sequence[Invoice], status: Status, why: Surplus, said: Mapping[UUID, str]
) -> None:
    """Reverse each invoice; money on it becomes an advance of whoever paid, with a refund request (D3, D15)."""
    moment, held = now(session), _money_on(session, [one.invoice_id for one in invoices if one.held])
    for invoice in invoices:
        acts.bookings.append(_reversal(invoice, moment))
        for money in held.get(invoice.invoice_id, ()):
            _take_off(acts, invoice, money, why, moment)
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


def due_key(invoice: Invoice) -> str:
    """The name of an invoice's deadline."""
    return f"due:{invoice.invoice_id}"


def reminder_keys(invoice: Invoice) -> list[str]:
    """The names of its reminders."""
    return [f"reminder:{invoice.invoice_id}:{nth}" for nth in range(1, MOST_REMINDERS + 1)]


def _money_on(session: Session, invoice_ids: Sequence[UUID]) -> dict[UUID, list[InvoiceMoney]]:
    found: dict[UUID, list[InvoiceMoney]] = defaultdict(list)
    if invoice_ids:
        query = select(InvoiceMoney).where(InvoiceMoney.invoice_id.in_(invoice_ids), InvoiceMoney.amount > Money(0))
        for money in session.scalars(query.order_by(InvoiceMoney.operation_on, InvoiceMoney.money_id)):
            found[money.invoice_id].append(money)
    return found


def _reversal(invoice: Invoice, moment: Now) -> Booking:
    postings = books.voided(str(invoice.student_id), invoice.amount.tiyn)
    return Booking(Kind.VOIDED, postings, moment.day, invoice.student_id, invoice.invoice_id)


def _take_off(acts: Acts, invoice: Invoice, money: InvoiceMoney, why: Surplus, moment: Now) -> None:
    advance = Advance(
        advance_id=uuid4(), student_id=invoice.student_id, invoice_id=invoice.invoice_id, line_id=money.line_id,
        amount=money.amount, left=money.amount, why=why, operation_on=money.operation_on, payer_name=money.payer_name,
        payer_id=money.payer_id, payer_account=money.payer_account, made_at=moment.office,
    )  # fmt: skip
    keep(acts, advance, moment)
    off = {"payer_name": money.payer_name, "payer_id": money.payer_id, "payer_account": money.payer_account}
    acts.money.append(
        InvoiceMoney(
            money_id=uuid4(), invoice_id=invoice.invoice_id, line_id=money.line_id, advance_id=advance.advance_id,
            amount=-money.amount, operation_on=money.operation_on, made_at=moment.office, **off,
        )
    )  # fmt: skip
    postings = books.left_over(str(invoice.student_id), money.amount.tiyn)
    acts.bookings.append(
        Booking(Kind.LEFT_OVER, postings, moment.day, invoice.student_id, invoice.invoice_id, money.line_id)
    )
