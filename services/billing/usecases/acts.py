"""What a use case has decided for many rows, written at once: rows, books, messages, deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Sequence as Serial
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.billing.domain import numbers
from services.billing.models import REFUND_SERIAL, Advance, Base, InvoiceMoney, RefundRequest
from services.billing.usecases import books, notices, waiting_money
from services.billing.usecases.books import Booking
from shared.clock import now
from shared.contracts.base import Message
from shared.messaging import Due, publish, schedule, unschedule


@dataclass(slots=True)
class Acts:
    """Gathered while deciding; nothing is asked of the database in between."""

    advances: list[Advance] = field(default_factory=list)
    refunds: list[RefundRequest] = field(default_factory=list)
    money: list[InvoiceMoney] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    dues: list[Due] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    """Keys of deadlines that are no longer needed."""

    def write(self, session: Session) -> None:
        """Write all of it, in the order that the tables need of each other."""
        years = now(session).day.year
        for refund, serial in zip(self.refunds, serials(session, REFUND_SERIAL, len(self.refunds)), strict=True):
            refund.number = numbers.make(numbers.REFUND, years, serial)
        rows: Sequence[Sequence[Base]] = (self.advances, self.refunds, self.money)
        for group in rows:
            session.add_all(group)
            session.flush()
        books.enter(session, self.bookings)
        schedule(session, [*self.dues, *waiting_money.first(self.advances)])
        unschedule(session, self.undone)
        publish(session, notices.titled(session, self.messages))


def serials(session: Session, sequence: Serial, how_many: int) -> list[int]:
    """The next numbers of a series, in one query."""
    if not how_many:
        return []
    return list(session.scalars(select(func.nextval(sequence.name)).select_from(func.generate_series(1, how_many))))
