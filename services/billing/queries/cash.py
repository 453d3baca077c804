"""The cash desk as lists and papers: shifts, receipts, what waits for a second person (R14.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.billing.domain import numbers
from services.billing.domain.look_alikes import shape
from services.billing.models import CashReceipt, CashShift, Invoice, Person
from services.billing.queries import papers
from services.billing.queries.papers import InvoicePaper
from shared.errors import NotFound
from shared.money import Money

_SIGNED = case((CashReceipt.reverses.is_(None), CashReceipt.amount), else_=-CashReceipt.amount)


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """What a receipt shows: who paid how much for which invoice, who took it, and when."""

    receipt_id: UUID
    shift_id: UUID
    cashier_id: UUID
    number: str
    amount: Money
    received_on: date
    taken_at: datetime
    status: str
    why: str
    is_counter: bool
    payer: str
    payer_id: str
    cashier: str
    confirmer: str
    invoice: InvoicePaper


def shifts() -> Any:
    """Every shift, with what its box should hold or held."""
    box = func.coalesce(func.sum(_SIGNED).filter(CashReceipt.status == "posted"), 0)
    state = case((CashShift.closed_at.is_(None), "shift_open"), else_="shift_closed").label("state")
    return (
        select(
            CashShift.shift_id, CashShift.nth, CashShift.cashier_id, CashShift.cashier_name, CashShift.opened_at,
            CashShift.closed_at, CashShift.expected, CashShift.counted, CashShift.difference_why, state,
            box.label("box"),
        )
        .outerjoin(CashReceipt, CashReceipt.shift_id == CashShift.shift_id)
        .group_by(CashShift.shift_id)
    )  # fmt: skip


def open_shift_of(person_id: UUID) -> Any:
    """The shift that a cashier has open."""
    return shifts().where(CashShift.cashier_id == person_id, CashShift.closed_at.is_(None))


def shift_row(session: Session, shift_id: UUID) -> Any:
    """A shift with its box."""
    session.flush()
    return session.execute(shifts().where(CashShift.shift_id == shift_id)).one()


def shift(session: Session, shift_id: UUID) -> CashShift:
    """One shift; raises NotFound."""
    found = session.get(CashShift, shift_id)
    if found is None:
        raise NotFound("shift")
    return found


def receipts() -> Any:
    """Receipts with invoice and student; money that was given back is negative."""
    name = func.concat_ws(" ", Person.surname, Person.given_name).label("student")
    state = func.concat("cash_", CashReceipt.status).label("state")
    return (
        select(
            CashReceipt.receipt_id, CashReceipt.number, CashReceipt.shift_id, CashReceipt.taken_at,
            CashReceipt.received_on, _SIGNED.label("signed"), CashReceipt.payer_name, CashReceipt.why,
            CashReceipt.cashier_name, CashReceipt.confirmer_name, CashReceipt.status, Invoice.number.label("invoice"),
            name, state,
        )
        .join(Invoice, Invoice.invoice_id == CashReceipt.invoice_id)
        .outerjoin(Person, Person.person_id == CashReceipt.student_id)
    )  # fmt: skip


def waiting(session: Session) -> Sequence[Any]:
    """What a second person has to decide."""
    query = receipts().where(CashReceipt.status == "waiting")
    return session.execute(query.order_by(CashReceipt.taken_at)).all()


def of_invoice(session: Session, invoice_id: UUID) -> Sequence[Any]:
    """The receipts of an invoice, for whoever paid."""
    which = (CashReceipt.invoice_id == invoice_id) & (CashReceipt.status == "posted")
    return session.execute(receipts().where(which).order_by(CashReceipt.taken_at)).all()


def invoice_named(session: Session, written: str) -> UUID:
    """The invoice whose number was typed, on whichever keyboard; raises NotFound."""
    digits = "".join(sign for sign in shape(written) if sign.isdigit())
    number = numbers.written(numbers.INVOICE, digits)
    found = session.scalar(select(Invoice.invoice_id).where(Invoice.number == number))
    if found is None:
        raise NotFound("invoice")
    return found


def paper(session: Session, receipt_id: UUID) -> ReceiptPaper:
    """One receipt as it is printed; raises NotFound."""
    one = session.get(CashReceipt, receipt_id)
    if one is None:
        raise NotFound("receipt")
    return ReceiptPaper(
        receipt_id=one.receipt_id, shift_id=one.shift_id, cashier_id=one.cashier_id, number=one.number,
        amount=one.amount, received_on=one.received_on, taken_at=one.taken_at, status=one.status, why=one.why,
        is_counter=one.reverses is not None, payer=one.payer_name, payer_id=one.payer_id, cashier=one.cashier_name,
        confirmer=one.confirmer_name, invoice=papers.by_id(session, one.invoice_id),
    )  # fmt: skip
