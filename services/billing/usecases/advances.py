"""An advance pays another open invoice, with the student's consent (D3, D5)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain import books
from services.billing.domain.books import Kind
from services.billing.domain.reasons import Reason
from services.billing.domain.settlement import Status, receive
from services.billing.models import Advance, Invoice, InvoiceMoney, RefundRequest
from services.billing.queries import policies
from services.billing.usecases import notices, payments, refunds, voiding
from services.billing.usecases.acts import Acts
from services.billing.usecases.books import Booking
from shared.clock import Now, now
from shared.errors import NotFound, Refused
from shared.money import Money


def use(session: Session, student_id: UUID, invoice_id: UUID) -> Invoice:
    """Pay an invoice from the student's advances, oldest money first; today is the day of the payment (D5).

    A refund request that is not released yet gives way: what is left is asked for anew (D3).
    """
    found = voiding.locked(session, (Invoice.invoice_id == invoice_id) & (Invoice.student_id == student_id))
    if not found:
        raise NotFound("invoice")
    invoice, moment = found[0], now(session)
    advances = _with_money(session, student_id)
    reasons = list(_refusals(invoice, advances, moment))
    if reasons:
        raise Refused(reasons)
    acts = Acts()
    for advance in advances:
        if invoice.status == Status.OPEN and invoice.remaining:
            _use_one(session, acts, advance, invoice, moment)
    acts.write(session)
    return invoice


def _with_money(session: Session, student_id: UUID) -> list[Advance]:
    query = select(Advance).where(Advance.student_id == student_id, Advance.left > Money(0))
    return list(session.scalars(query.order_by(Advance.operation_on, Advance.advance_id).with_for_update()))


def _refusals(invoice: Invoice, advances: Sequence[Advance], moment: Now) -> list[Reason]:
    reasons = []
    if invoice.status != Status.OPEN:
        reasons.append(Reason("invoice_not_open", "D5", {"number": invoice.number}))
    elif moment.day > invoice.due_on:
        reasons.append(Reason("due_date_passed", "D3", {"number": invoice.number, "due": invoice.due_on.isoformat()}))
    if not advances:
        reasons.append(Reason("no_advance", "D5"))
    return reasons


def _use_one(session: Session, acts: Acts, advance: Advance, invoice: Invoice, moment: Now) -> None:
    amount = min(advance.left, invoice.remaining)
    effect = receive(payments.standing(invoice), amount.tiyn, moment.day, policies.shortfall(session, moment.day))
    advance.left -= amount
    acts.bookings.append(
        Booking(
            Kind.ADVANCE_USED, books.advance_used(str(invoice.student_id), amount.tiyn), moment.day, invoice.student_id,
            invoice.invoice_id, advance.line_id,
        )
    )  # fmt: skip
    acts.money.append(_money(advance, invoice, amount, moment))
    acts.messages.append(notices.advance_used(invoice, acts.money[-1].money_id, amount))
    payments.credit(acts, invoice, effect, moment.day, acts.money[-1].money_id, moment)
    _give_way(session, acts, advance, moment)


def _money(advance: Advance, invoice: Invoice, amount: Money, moment: Now) -> InvoiceMoney:
    return InvoiceMoney(
        money_id=uuid4(), invoice_id=invoice.invoice_id, line_id=advance.line_id,
        cash_id=advance.cash_id, advance_id=advance.advance_id,
        amount=amount, operation_on=moment.day, made_at=moment.office, payer_name=advance.payer_name,
        payer_id=advance.payer_id, payer_account=advance.payer_account,
    )  # fmt: skip


def _give_way(session: Session, acts: Acts, advance: Advance, moment: Now) -> None:
    """Withdraw a live refund request; for what is left a new one opens, that nobody has signed yet."""
    query = refunds.live_requests().where(RefundRequest.advance_id == advance.advance_id)
    request = session.scalar(query.with_for_update())
    if request is None:
        return
    request.status = "withdrawn"
    session.flush()
    if advance.left:
        voiding.ask_refund(acts, advance, moment, request.opened_by)
