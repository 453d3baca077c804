"""Entering into the books: many entries at once, each with its postings (R14.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from services.billing.domain.books import Kind, Postings
from services.billing.models import Entry, Posting
from shared.clock import now
from shared.db import add_all
from shared.identity import actor_of
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Booking:
    """An entry to be made; ``happened_on`` is the day of the operation, not of the loading."""

    kind: Kind
    postings: Postings
    happened_on: date
    student_id: UUID | None = None
    invoice_id: UUID | None = None
    line_id: UUID | None = None
    cash_id: UUID | None = None


def enter(session: Session, bookings: Sequence[Booking]) -> None:
    """Write the entries; that each sums to zero is asked by the database at the commit."""
    made = [(uuid4(), booking) for booking in bookings if booking.postings]
    if not made:
        return
    moment, actor = now(session), actor_of(session)
    entries = [
        {
            "entry_id": entry_id, "kind": booking.kind, "happened_on": booking.happened_on, "made_at": moment.office,
            "recorded_at": moment.real, "made_by": actor.person_id if actor else None,
            "student_id": booking.student_id, "invoice_id": booking.invoice_id, "line_id": booking.line_id,
            "cash_id": booking.cash_id,
        }
        for entry_id, booking in made
    ]  # fmt: skip
    add_all(session, Entry, entries)
    add_all(session, Posting, [row for entry_id, booking in made for row in _postings(entry_id, booking)])


def _postings(entry_id: UUID, booking: Booking) -> list[dict[str, object]]:
    return [
        {"entry_id": entry_id, "nth": nth, "account": one.account, "subject": one.subject, "amount": Money(one.amount)}
        for nth, one in enumerate(booking.postings, start=1)
    ]
