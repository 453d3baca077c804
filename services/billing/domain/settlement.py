"""What money does to an invoice: pays it, pays a part, comes too late, is too much (R8.4, D3, D5, D18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Status(StrEnum):
    """The states of an invoice. Only an open one can be paid or fall overdue."""

    OPEN = "open"
    PAID = "paid"
    OVERDUE = "overdue"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    """The student left: a share went back, the rest stays the university's (R8.7)."""


OWED = "fee_owed"
"""Why an unpaid invoice is closed whose course was taken to its end: its sum stands among the student's arrears."""


class Surplus(StrEnum):
    """Why money became an advance on the account."""

    OVERPAID = "overpaid"
    PAID_TWICE = "paid_twice"
    LATE = "late"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    """The student left a course that was paid for (R8.7)."""
    KEPT = "kept"
    """The course is not held, and the student keeps the money on his account (R8.5, D6)."""
    BY_HAND = "by_hand"
    """The student has died: finance pays back by hand, to whom the papers name (D14)."""


REFUND_BY_ITSELF = frozenset({Surplus.LATE, Surplus.LAPSED, Surplus.CANCELLED, Surplus.WITHDRAWN})
"""Money for which a refund request opens by itself (D3); overpaid money waits for the student's word (D5)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An invoice as settlement sees it."""

    status: Status
    amount: int
    held: int
    due_on: date

    @property
    def remaining(self) -> int:
        return self.amount - self.held if self.status in (Status.OPEN, Status.PAID) else 0


@dataclass(frozen=True, slots=True)
class Effect:
    """``to_invoice + to_advance`` is the money; ``pays`` when the invoice is paid by it, first and only once."""

    to_invoice: int
    to_advance: int
    pays: bool = False
    surplus: Surplus | None = None


def receive(invoice: Standing, amount: int, operation_on: date, shortfall: int) -> Effect:
    """What a sum does: the day of the bank's operation decides, not that of the loading (R8.4).

    A shortfall up to the policy's sum counts as paid and stays due (D3). Late money is never the invoice's.
    """
    if invoice.status in (Status.OVERDUE, Status.CANCELLED, Status.WITHDRAWN):
        return Effect(0, amount, surplus=Surplus.LATE if invoice.status is Status.OVERDUE else Surplus.CANCELLED)
    if invoice.status is Status.OPEN and operation_on > invoice.due_on:
        return Effect(0, amount, surplus=Surplus.LATE)
    taken = min(amount, invoice.remaining)
    over = amount - taken
    pays = invoice.status is Status.OPEN and invoice.held + taken >= invoice.amount - shortfall
    return Effect(taken, over, pays, _surplus(invoice, over))


def _surplus(invoice: Standing, over: int) -> Surplus | None:
    if not over:
        return None
    return Surplus.PAID_TWICE if invoice.status is Status.PAID and over >= invoice.amount else Surplus.OVERPAID


def is_overdue(status: Status, due_at: datetime, due_on: date, now: datetime, through: date | None) -> bool:
    """Whether an unpaid invoice lapses: its time is over and all statements through its due date are in (R8.4)."""
    return status is Status.OPEN and now >= due_at and through is not None and through >= due_on
