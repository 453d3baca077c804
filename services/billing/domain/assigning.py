"""What finance may do with a line of the queue: parts that add up to it, never to oneself (R14.2, R1.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.billing.domain.amounts import write_tiyn
from services.billing.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a line: for an invoice, or for the account of a student; ``label`` is what finance typed."""

    amount: int
    invoice_id: UUID | None = None
    student_id: UUID | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An open invoice among those that one payment may be for (D4)."""

    invoice_id: UUID
    due_on: date
    applied_at: datetime
    is_open: bool = True


def refusals(line: int, shares: Sequence[Share], actor: UUID | None) -> Iterator[Reason]:
    """Every problem at once; ``student_id`` of each share is whose it is, None where it was not found."""
    for share in shares:
        if share.student_id is None:
            yield Reason("recipient_unknown", "R14.2", {"label": share.label})
        elif share.student_id == actor:
            yield Reason("not_for_oneself", "R1.2")
        if share.amount <= 0:
            yield Reason("part_not_positive", "R14.2", {"label": share.label})
    yield from (_twice(label) for label in _repeated(shares))
    given = sum(share.amount for share in shares)
    if given != line:
        amounts = {"line": write_tiyn(line), "given": write_tiyn(given), "by": write_tiyn(line - given)}
        yield Reason("parts_do_not_add_up", "R14.2", amounts)


def _repeated(shares: Sequence[Share]) -> list[str]:
    found = Counter((share.invoice_id, share.student_id) for share in shares)
    known = (one for one in shares if one.student_id)
    return sorted({one.label for one in known if found[(one.invoice_id, one.student_id)] > 1})


def _twice(label: str) -> Reason:
    return Reason("recipient_twice", "R14.2", {"label": label})


def by_due_date(choices: Sequence[Choice]) -> UUID | None:
    """Where the whole payment goes if nobody chose: earliest due, then earliest application; never two halves (D4)."""
    waiting = [choice for choice in choices if choice.is_open] or choices
    first = min(waiting, key=lambda one: (one.due_on, one.applied_at, str(one.invoice_id)), default=None)
    return first.invoice_id if first else None
