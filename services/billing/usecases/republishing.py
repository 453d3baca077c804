"""Telling again what the others keep of billing, for a new hearer or a restored database (design: read copies)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from services.billing.domain.settlement import Status
from services.billing.models import Arrears, DeclaredPayment, Invoice, ReceiptHold, StatementsThrough, Tariff
from services.billing.usecases import arrears, payments, receipt_events, receipt_holds, tariffs
from shared.contracts.base import Message
from shared.contracts.billing import StatementsLoaded
from shared.messaging import publish


def republish(session: Session) -> int:
    """Say every price, arrears, hold of a receipt and the day of the statements again; the version decides."""
    messages = [*_prices(session), *_arrears(session), *_holds(session), *_reversed(session), *_through(session)]
    publish(session, messages)
    receipt_events.tell(session, session.scalars(select(DeclaredPayment)).all())
    return len(messages)


def _prices(session: Session) -> Iterator[Message]:
    known = (Tariff.specialty, Tariff.academic_year, Tariff.valid_from)
    newest = select(Tariff).ext(distinct_on(*known)).order_by(*known, Tariff.version_no.desc())
    return (tariffs.as_event(row) for row in session.scalars(newest))


def _arrears(session: Session) -> Iterator[Message]:
    return (arrears.as_event(row) for row in session.scalars(select(Arrears)))


def _holds(session: Session) -> Iterator[Message]:
    return (receipt_holds.as_event(row) for row in session.scalars(select(ReceiptHold)))


def _reversed(session: Session) -> Iterator[Message]:
    states = {Status.OPEN: "reversed", Status.PAID: "restored"}
    for invoice in session.scalars(select(Invoice).where(Invoice.reversals > 0)):
        yield payments.reversed_payment(invoice, states.get(Status(invoice.status), "missed"))


def _through(session: Session) -> Iterator[Message]:
    row = session.scalars(select(StatementsThrough)).one()
    if row.through is not None:
        yield StatementsLoaded(row.through, row.version_no)
