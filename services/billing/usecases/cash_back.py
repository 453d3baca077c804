"""A receipt is reversed by a counter-receipt: in the same shift by its cashier, later by two (R14.1, R14.2, D16)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain import books, cash, reversing
from services.billing.domain.books import Kind
from services.billing.domain.reasons import Reason
from services.billing.domain.reversing import Held
from services.billing.domain.settlement import Status
from services.billing.models import Advance, CashReceipt, Invoice, InvoiceMoney, RefundRequest
from services.billing.queries import policies
from services.billing.usecases import cash as desk
from services.billing.usecases import notices, payments, refunds, voiding
from services.billing.usecases.acts import Acts
from services.billing.usecases.books import Booking
from services.billing.usecases.reversing import open_again
from shared.clock import Now, now
from shared.errors import NotFound, Refused
from shared.money import Money


def give_back(session: Session, receipt_id: UUID, why: str) -> CashReceipt:
    """Write a counter-receipt: of a receipt of this shift it acts at once, an older one waits for a second person."""
    shift, actor = desk.mine(session), desk.who(session)
    original = session.get(CashReceipt, receipt_id, with_for_update=True)
    if original is None:
        raise NotFound("receipt")
    earlier = select(CashReceipt.number).where(CashReceipt.reverses == receipt_id, CashReceipt.status != "refused")
    reasons = list(
        cash.against_giving_back(
            original.amount.tiyn, desk.in_the_box(session, shift).tiyn, why,
            reversible=original.status == "posted" and original.reverses is None, already=session.scalar(earlier) or "",
        )
    )  # fmt: skip
    if original.student_id == actor.person_id:
        reasons.append(Reason("not_for_oneself", "R1.2"))
    if reasons:
        raise Refused(reasons)
    invoice = session.get_one(Invoice, original.invoice_id)
    counter = desk.receipt_of(session, actor, shift, invoice, original.amount, why)
    counter.reverses, counter.payer_name, counter.payer_id = receipt_id, original.payer_name, original.payer_id
    session.add(counter)
    session.flush()
    if original.shift_id == shift.shift_id:
        undo(session, counter)
    return counter


def undo(session: Session, counter: CashReceipt) -> None:
    """Take the receipt's money from wherever it lies; a seat that it had paid is judged by its due date (D16)."""
    assert counter.reverses is not None
    moment, original = now(session), counter.reverses
    invoice = voiding.locked(session, Invoice.invoice_id == counter.invoice_id)[0]
    money, advances = _money(session, original, invoice), _advances(session, original)
    held = [Held(invoice.student_id, one.amount.tiyn, invoice.invoice_id) for one in money]
    held += [Held(one.student_id, one.amount.tiyn, one.invoice_id, one.left.tiyn) for one in advances]
    reasons = list(reversing.refusals(held, 0, counter.why, desk.who(session).person_id))
    if reasons:
        raise Refused(reasons)
    acts = Acts()
    for one in money:
        _off_invoice(session, acts, invoice, one, moment)
    _off_advances(session, advances, moment)
    off, beside = (sum(one.amount.tiyn for one in group) for group in (money, advances))
    postings = books.cash_given_back(str(counter.shift_id), str(invoice.student_id), off, beside)
    acts.bookings.append(
        Booking(
            Kind.CASH_GIVEN_BACK, postings, moment.day, invoice.student_id, invoice.invoice_id,
            cash_id=counter.receipt_id,
        )
    )  # fmt: skip
    acts.messages.append(notices.cash_given_back(counter, invoice))
    counter.status = "posted"
    acts.write(session)


def _money(session: Session, receipt_id: UUID, invoice: Invoice) -> list[InvoiceMoney]:
    if invoice.status not in (Status.OPEN, Status.PAID):
        return []
    which = (InvoiceMoney.cash_id == receipt_id) & InvoiceMoney.advance_id.is_(None)
    return list(session.scalars(voiding.standing_money().where(which)))


def _advances(session: Session, receipt_id: UUID) -> list[Advance]:
    live = (Advance.cash_id == receipt_id) & Advance.reversed_at.is_(None)
    query = select(Advance).where(live).order_by(Advance.advance_id).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _off_invoice(session: Session, acts: Acts, invoice: Invoice, money: InvoiceMoney, moment: Now) -> None:
    shortfall = policies.shortfall(session, money.operation_on)
    lost = reversing.loss(payments.standing(invoice), money.amount.tiyn, shortfall)
    acts.money.append(
        InvoiceMoney(
            money_id=uuid4(), invoice_id=invoice.invoice_id, cash_id=money.cash_id, reverses=money.money_id,
            amount=-money.amount, operation_on=money.operation_on, made_at=moment.office, payer_name=money.payer_name,
            payer_id=money.payer_id, payer_account=money.payer_account,
        )
    )  # fmt: skip
    invoice.held = Money(lost.held)
    if lost.unpaid:
        open_again(session, acts, invoice, moment, None)


def _off_advances(session: Session, advances: Sequence[Advance], moment: Now) -> None:
    ids = [one.advance_id for one in advances]
    for request in session.scalars(refunds.live_requests().where(RefundRequest.advance_id.in_(ids))):
        request.status = "withdrawn"
    for one in advances:
        one.left, one.reversed_at = Money(0), moment.office
