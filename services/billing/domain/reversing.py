"""A wrong posting is reversed: what may be taken back, and what becomes of the invoice that loses it (D16, R14.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.billing.domain.amounts import write_tiyn
from services.billing.domain.reasons import Reason
from services.billing.domain.settlement import Standing, Status


@dataclass(frozen=True, slots=True)
class Held:
    """Money of the line where it lies now: on an invoice, or as an advance of which so much is left."""

    student_id: UUID
    amount: int
    invoice_id: UUID | None = None
    left: int | None = None
    """Of an advance."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What becomes of an invoice that loses money: ``unpaid`` when it had been paid and no longer is."""

    held: int
    unpaid: bool


def refusals(
    held: Sequence[Held], cleared: int, why: str, actor: UUID | None, line: int | None = None
) -> Iterator[Reason]:
    """Why the line's posting can't be reversed; money that was used or given back since is gone from here.

    What is found has to be the whole line: of a course that was left a part is income, and stays (R8.7).
    """
    found = sum(one.amount for one in held) + cleared
    if not held and not cleared:
        yield Reason("line_not_posted", "D16")
    elif line is not None and found != line:
        yield Reason("line_partly_kept", "R8.7", {"line": write_tiyn(line), "found": write_tiyn(found)})
    if not why.strip():
        yield Reason("ground_missing", "D16")
    if any(one.student_id == actor for one in held):
        yield Reason("not_for_oneself", "R1.2")
    for one in held:
        if one.left is not None and one.left != one.amount:
            used = {"amount": write_tiyn(one.amount), "left": write_tiyn(one.left)}
            yield Reason("advance_used_since", "D16", used)


def loss(invoice: Standing, amount: int, shortfall: int) -> Loss:
    """The invoice without this money; what is left may still count as paid (D3)."""
    held = invoice.held - amount
    return Loss(held, invoice.status is Status.PAID and held < invoice.amount - shortfall)


def repay_on(due_on: date, today: date, asked: date | None, usual: date) -> date:
    """Until when the seat is kept: the due date if it is still to come, else the day that finance names (D16)."""
    if due_on > today:
        return due_on
    return asked or usual
