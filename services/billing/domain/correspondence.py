"""Entries as accountants of 1C read them: debit account, credit account, sum (R14.1)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from services.billing.domain.books import Posting


@dataclass(frozen=True, slots=True)
class Pair:
    """So much from the credited account to the debited one."""

    debit: Posting
    credit: Posting
    amount: int


def pairs(postings: Iterable[Posting]) -> Iterator[Pair]:
    """An entry as pairs: each debit is filled from the credits in their order; zero leaves nothing over."""
    debits: deque[Posting] = deque()
    credits: deque[Posting] = deque()
    for one in postings:
        (debits if one.amount > 0 else credits).append(one)
    paid = filled = 0
    while debits and credits:
        debit, credit = debits[0], credits[0]
        amount = min(debit.amount - filled, -credit.amount - paid)
        yield Pair(debit, credit, amount)
        filled, paid = filled + amount, paid + amount
        if filled == debit.amount:
            debits.popleft()
            filled = 0
        if paid == -credit.amount:
            credits.popleft()
            paid = 0
