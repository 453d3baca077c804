"""The cash desk: a shift is opened, takes payments, gives back, is counted and closed by its cashier (R14.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.billing.domain import books, cash, numbers
from services.billing.domain.books import Kind
from services.billing.domain.cash import Slip
from services.billing.domain.reasons import Reason
from services.billing.domain.statements import Party
from services.billing.models import CASH_SERIAL, CashReceipt, CashShift, Invoice
from services.billing.usecases import payments, protections
from services.billing.usecases.acts import serials
from services.billing.usecases.books import Booking, enter
from services.billing.usecases.payments import Receipt
from shared.clock import now
from shared.errors import NotFound, Refused
from shared.identity import Actor, actor_of
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Payment:
    """What is paid at the desk, by whom (D15)."""

    invoice_id: UUID
    amount: Money
    payer_name: str
    payer_id: str = ""
    received_on: date | None = None
    """None: today. An older day needs a ground, and a second person."""
    why: str = ""


def open_shift(session: Session) -> CashShift:
    """Begin a shift with an empty box; a cashier has one at a time."""
    actor, moment = who(session), now(session)
    shift = CashShift(
        shift_id=uuid4(), cashier_id=actor.person_id, cashier_name=actor.name, opened_at=moment.office,
        difference_why="",
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(shift)
    except IntegrityError:
        raise Refused.because(Reason("shift_is_open", "R14.2")) from None
    return shift


def take(session: Session, payment: Payment) -> CashReceipt:
    """Take money for an invoice; it pays it as a bank line of that day would (R8.4)."""
    actor, shift = who(session), mine(session)
    invoice = session.get(Invoice, payment.invoice_id)
    if invoice is None:
        raise NotFound("invoice")
    today, day = now(session).day, payment.received_on or now(session).day
    reasons = list(
        cash.against_taking(payment.amount.tiyn, day, today, payment.why, open_invoice=bool(invoice.remaining))
    )
    if invoice.student_id == actor.person_id:
        reasons.append(Reason("not_for_oneself", "R1.2"))
    if reasons:
        raise Refused(reasons)
    receipt = receipt_of(session, actor, shift, invoice, payment.amount, payment.why)
    receipt.received_on, receipt.payer_name, receipt.payer_id = day, payment.payer_name, payment.payer_id
    session.add(receipt)
    session.flush()
    if cash.needs_a_second(day, today):
        receipt.status = "waiting"
        protections.protect(session, "cash", [invoice.invoice_id], cash_id=receipt.receipt_id)
    else:
        post(session, receipt)
    return receipt


def post(session: Session, receipt: CashReceipt) -> None:
    """The receipt's money goes where a bank line of its day would have gone."""
    receipt.status = "posted"
    session.flush()
    payer = Party(receipt.payer_name, receipt.payer_id, "")
    taken = Receipt(
        receipt.invoice_id,
        receipt.amount,
        receipt.received_on,
        None,
        None,
        payer,
        receipt.receipt_id,
        receipt.shift_id,
        document=receipt.number,
    )
    payments.take(session, [taken])


def close_shift(session: Session, counted: Money, why: str) -> CashShift:
    """Count the box and close: all of it is on its way to the bank, a difference stands by its name."""
    shift = mine(session)
    expected, waiting = in_the_box(session, shift), _waiting(session, shift)
    reasons = list(cash.against_closing(expected.tiyn, counted.tiyn, why, waiting))
    if reasons:
        raise Refused(reasons)
    moment = now(session)
    shift.expected, shift.counted, shift.difference_why, shift.closed_at = expected, counted, why, moment.office
    postings = books.cash_handed_in(str(shift.shift_id), expected.tiyn, counted.tiyn)
    enter(session, [Booking(Kind.CASH_HANDED_IN, postings, moment.day)])
    session.flush()
    return shift


def in_the_box(session: Session, shift: CashShift) -> Money:
    """What the box should hold now."""
    return Money(cash.in_the_box(_slips(session, shift)))


def mine(session: Session) -> CashShift:
    """The open shift of whoever acts, under its lock. Refused without one."""
    query = select(CashShift).where(CashShift.cashier_id == who(session).person_id, CashShift.closed_at.is_(None))
    shift = session.scalar(query.with_for_update())
    if shift is None:
        raise Refused.because(Reason("no_open_shift", "R14.2"))
    return shift


def who(session: Session) -> Actor:
    """The person at the desk."""
    actor = actor_of(session)
    if actor is None:
        raise Refused.because(Reason("signature_needs_a_person", "R14.2"))
    return actor


def receipt_of(
    session: Session, actor: Actor, shift: CashShift, invoice: Invoice, amount: Money, why: str
) -> CashReceipt:
    """A slip of today with its number."""
    moment = now(session)
    number = numbers.make(numbers.CASH, moment.day.year, serials(session, CASH_SERIAL, 1)[0])
    return CashReceipt(
        receipt_id=uuid4(), number=number, shift_id=shift.shift_id, invoice_id=invoice.invoice_id,
        student_id=invoice.student_id, amount=amount, received_on=moment.day, status="waiting", why=why, payer_name="",
        payer_id="", cashier_id=actor.person_id, cashier_name=actor.name, taken_at=moment.office,
        recorded_at=moment.real, confirmer_name="",
    )  # fmt: skip


def _slips(session: Session, shift: CashShift) -> Iterable[Slip]:
    which = (CashReceipt.shift_id == shift.shift_id) & (CashReceipt.status == "posted")
    rows = session.execute(select(CashReceipt.amount, CashReceipt.reverses).where(which))
    return [Slip(amount.tiyn, reverses is not None) for amount, reverses in rows]


def _waiting(session: Session, shift: CashShift) -> int:
    which = (CashReceipt.shift_id == shift.shift_id) & (CashReceipt.status == "waiting")
    return session.scalar(select(func.count()).select_from(CashReceipt).where(which)) or 0
