"""An advance pays another open invoice, with the student's consent (D3, D5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain import books
from services.billing.domain.books import Kind
from services.billing.domain.reasons import Reason
from services.billing.domain.settlement import Status, Surplus, receive
from services.billing.models import Advance, Invoice, InvoiceMoney, RefundRequest
from services.billing.queries import policies
from services.billing.usecases import notices, payments, refunds, voiding
from services.billing.usecases.acts import Acts
from services.billing.usecases.books import Booking
from shared.clock import Now, now
from shared.contracts.billing import IssueInvoice
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
            _use_one(session, acts, advance, invoice, moment.day, moment)
    acts.write(session)
    return invoice


def carry_over(session: Session, commands: Sequence[IssueInvoice]) -> None:
    """What was paid for a course that is not held pays the other one that the student chose (D6).

    The date of the original operation holds (R8.4); what is left goes back as it was asked for, the rest is to be paid.
    """
    before = {command.case_id: command.instead_of for command in commands if command.instead_of}
    if not before:
        return
    moment, acts = now(session), Acts()
    known = _of_cases(session, set(before.values()))
    for invoice in voiding.locked(session, Invoice.case_id.in_(before)):
        for advance in known.get(before[invoice.case_id], ()):
            if invoice.status == Status.OPEN and invoice.remaining and advance.left:
                _use_one(session, acts, advance, invoice, advance.operation_on, moment)
    acts.write(session)


def late_no_more(session: Session, invoices: Sequence[Invoice]) -> None:
    """Money that came too late for these open invoices came in time by the due dates that they have now (R13.1, R8.4).

    It is not asked for back any more, as far as its refund is not released yet (D3).
    """
    by_id = {invoice.invoice_id: invoice for invoice in invoices}
    late = Advance.invoice_id.in_(by_id), Advance.why == Surplus.LATE, Advance.left > Money(0)
    query = select(Advance).where(*late).order_by(Advance.operation_on, Advance.advance_id).with_for_update()
    moment, acts = now(session), Acts()
    for advance in session.scalars(query):
        assert advance.invoice_id is not None
        invoice = by_id[advance.invoice_id]
        if invoice.status == Status.OPEN and invoice.remaining and advance.operation_on <= invoice.due_on:
            _use_one(session, acts, advance, invoice, advance.operation_on, moment)
    acts.write(session)


def _of_cases(session: Session, case_ids: Collection[UUID | None]) -> Mapping[UUID | None, list[Advance]]:
    rows = session.execute(
        select(Advance, Invoice.case_id)
        .join(Invoice, Invoice.invoice_id == Advance.invoice_id)
        .where(Invoice.case_id.in_(case_ids), Advance.left > Money(0))
        .order_by(Advance.operation_on, Advance.advance_id)
        .with_for_update(of=Advance)
    )
    found: dict[UUID | None, list[Advance]] = defaultdict(list)
    for advance, case_id in rows:
        found[case_id].append(advance)
    return found


def _with_money(session: Session, student_id: UUID) -> list[Advance]:
    query = select(Advance).where(Advance.student_id == student_id, Advance.left > Money(0))
    return list(session.scalars(query.order_by(Advance.operation_on, Advance.advance_id).with_for_update()))


def _refusals(invoice: Invoice, advances: Sequence[Advance], moment: Now) -> list[Reason]:
    reasons = []
    if invoice.status != Status.OPEN:
        reasons.append(Reason("invoice_not_open", "D5", {"number": invoice.number}))
    elif moment.day > invoice.due_on:
        reasons.append(Reason("due_date_passed", "D3", {"number": invoice.number, "due": f"date:{invoice.due_on}"}))
    if not advances:
        reasons.append(Reason("no_advance", "D5"))
    return reasons


def _use_one(session: Session, acts: Acts, advance: Advance, invoice: Invoice, on: date, moment: Now) -> None:
    amount = min(advance.left, invoice.remaining)
    effect = receive(payments.standing(invoice), amount.tiyn, on, policies.shortfall(session, moment.day))
    advance.left -= amount
    acts.bookings.append(
        Booking(
            Kind.ADVANCE_USED, books.advance_used(str(invoice.student_id), amount.tiyn), moment.day, invoice.student_id,
            invoice.invoice_id, advance.line_id,
        )
    )  # fmt: skip
    acts.money.append(_money(advance, invoice, amount, on, moment))
    acts.messages.append(notices.advance_used(invoice, acts.money[-1].money_id, amount))
    payments.credit(acts, invoice, effect, on, acts.money[-1].money_id, moment)
    _give_way(session, acts, advance, moment)


def _money(advance: Advance, invoice: Invoice, amount: Money, on: date, moment: Now) -> InvoiceMoney:
    return InvoiceMoney(
        money_id=uuid4(), invoice_id=invoice.invoice_id, line_id=advance.line_id,
        cash_id=advance.cash_id, advance_id=advance.advance_id,
        amount=amount, operation_on=on, made_at=moment.office, payer_name=advance.payer_name,
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
