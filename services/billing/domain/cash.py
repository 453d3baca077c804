"""What may be taken and given back at the cash desk, by whom, and what a shift adds up to (R14.2, R1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from services.billing.domain.amounts import write_tiyn
from services.billing.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Slip:
    """A posted receipt of a shift; ``counter`` when the money went back."""

    amount: int
    counter: bool = False


def in_the_box(slips: Iterable[Slip]) -> int:
    """What the box should hold: all that was taken less all that was given back."""
    return sum(-slip.amount if slip.counter else slip.amount for slip in slips)


def needs_a_second(received_on: date, today: date) -> bool:
    """The date of a payment is that of its making; an older one needs two people (R14.2)."""
    return received_on < today


def against_taking(amount: int, received_on: date, today: date, why: str, *, open_invoice: bool) -> Iterator[Reason]:
    """Why money is not taken at the desk. A void invoice is not paid: the money would only have to go back (D3)."""
    if amount <= 0:
        yield Reason("amount_is_zero", "R14.1")
    if received_on > today:
        yield Reason("day_to_come", "R14.2", {"day": f"date:{received_on}"})
    if needs_a_second(received_on, today) and not why.strip():
        yield Reason("ground_missing", "R14.1")
    if not open_invoice and not needs_a_second(received_on, today):
        yield Reason("nothing_to_pay", "R8.4")


def against_giving_back(amount: int, box: int, why: str, *, reversible: bool, already: str) -> Iterator[Reason]:
    """Why no counter-receipt is written."""
    if not why.strip():
        yield Reason("ground_missing", "R14.1")
    if not reversible:
        yield Reason("receipt_not_reversible", "R14.2")
    if already:
        yield Reason("receipt_reversed", "R14.2", {"number": already})
    if amount > box:
        yield Reason("box_too_small", "R14.2", {"box": write_tiyn(box)})


def against_closing(expected: int, counted: int, why: str, waiting: int) -> Iterator[Reason]:
    """A shift closes with its counted sum; a difference is named, what waits for a second person is decided before."""
    if counted != expected and not why.strip():
        by = write_tiyn(counted - expected)
        yield Reason("difference_unnamed", "R14.2", {"by": by, "expected": write_tiyn(expected)})
    if waiting:
        yield Reason("receipts_waiting", "R14.2", {"n": str(waiting)})
