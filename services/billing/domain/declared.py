"""'I have paid': a receipt protects the seat, confirms nothing, and is false when its money never came (R8.4, D19)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.billing.domain.reasons import Reason
from services.billing.domain.settlement import Status

MOST_BYTES = 5_000_000
_KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


class Verdict(StrEnum):
    """What became of a declared payment."""

    WAITS = "waits"
    TRUE = "came"
    FALSE = "false"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a receipt says: so much was paid on that day; its money is expected in statements through a later one."""

    amount: int
    paid_on: date
    expected_by: date


@dataclass(frozen=True, slots=True)
class Found:
    """What the bank says of the invoice by now."""

    through: date | None
    came: int
    """Money for this invoice, whatever became of it."""
    paid: bool
    """Whether the invoice counts as paid, perhaps less a bank's fee (D3)."""
    in_queue: bool
    """Whether a line of that sum waits in the queue: it may be this one (R13.1)."""


def kind_of(content: bytes) -> str | None:
    """What a file is by its first bytes, whatever its name says: PDF, JPEG or PNG."""
    return next((kind for start, kind in _KINDS.items() if content.startswith(start)), None)


def refusals(
    status: Status, due_on: date, amount: int, paid_on: date, today: date, content: bytes, through: date | None
) -> Iterator[Reason]:
    """Why a receipt is not taken, every reason at once."""
    if status is not Status.OPEN:
        yield Reason("receipt_for_closed_invoice", "R8.4")
    if amount <= 0:
        yield Reason("amount_is_zero", "R14.1")
    if paid_on > today:
        yield Reason("day_to_come", "R8.4", {"day": f"date:{paid_on}"})
    if paid_on > due_on:
        yield Reason("receipt_after_due", "D3", {"due": f"date:{due_on}"})
    if through is not None and paid_on <= through:
        yield Reason("statement_is_in", "R8.4", {"day": f"date:{through}"})
    if not content or kind_of(content) is None:
        yield Reason("receipt_file_unknown", "R8.4")
    if len(content) > MOST_BYTES:
        yield Reason("receipt_file_too_big", "R8.4", {"most": str(MOST_BYTES // 1_000_000)})


def judge(claim: Claim, found: Found) -> Verdict:
    """Whether the money came. Only statements through the day can say that it did not (R8.4, R13.1)."""
    if found.paid or found.came >= claim.amount:
        return Verdict.TRUE
    if found.through is None or found.through < claim.expected_by or found.in_queue:
        return Verdict.WAITS
    return Verdict.FALSE


def judged_on(operation_on: date, claim: Claim | None) -> date:
    """The day of a payment: the bank's; of a declared foreign transfer that arrives in its time, its own (D19)."""
    if claim is not None and claim.paid_on < operation_on <= claim.expected_by:
        return claim.paid_on
    return operation_on
