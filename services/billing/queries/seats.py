"""Books = seats: whose invoice is paid and whose seat is confirmed, and where the two differ, by name (R14.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from services.billing.domain.settlement import OWED, Status
from services.billing.models import Invoice, Person, Seat
from shared.money import Money


@dataclass(frozen=True, slots=True)
class SeatTie:
    """Paid invoices beside confirmed seats."""

    paid: int
    paid_total: Money
    confirmed: int
    unconfirmed: Sequence[Any]
    """Paid, and no confirmed seat is told of."""
    unpaid: Sequence[Any]
    """Confirmed, and neither a paid invoice nor a fee charged to his arrears stands behind it (D16)."""

    @property
    def holds(self) -> bool:
        return not self.unconfirmed and not self.unpaid


def seat_tie(session: Session) -> SeatTie:
    """Compare both, as of now; what a message is still on its way about shows as a difference until it is in."""
    paid, total = session.execute(
        select(func.count(), func.sum(Invoice.held)).where(Invoice.status == Status.PAID)
    ).one()
    confirmed = session.scalar(select(func.count()).select_from(Seat).where(Seat.stands)) or 0
    return SeatTie(paid, total or Money(0), confirmed, _unconfirmed(session), _unpaid(session))


def _unconfirmed(session: Session) -> Sequence[Any]:
    stands = and_(Seat.case_id == Invoice.case_id, Seat.stands)
    query = select(*_columns()).outerjoin(Seat, stands).outerjoin(Person, Person.person_id == Invoice.student_id)
    which = (Invoice.status == Status.PAID) & Seat.case_id.is_(None)
    return session.execute(query.where(which).order_by(Person.sort_key)).all()


def _unpaid(session: Session) -> Sequence[Any]:
    paid = and_(Invoice.case_id == Seat.case_id)
    query = select(*_columns()).select_from(Seat).outerjoin(Invoice, paid)
    query = query.outerjoin(Person, Person.person_id == Seat.student_id)
    charged = func.coalesce(Invoice.closed_why, "") == OWED
    which = Seat.stands & (func.coalesce(Invoice.status, "") != Status.PAID) & ~charged
    return session.execute(query.where(which).order_by(Person.sort_key)).all()


def _columns() -> tuple[Any, ...]:
    name = func.concat_ws(" ", Person.surname, Person.given_name).label("student")
    return (Invoice.invoice_id, Invoice.number, Invoice.status, Invoice.course_code, Invoice.held, name)
