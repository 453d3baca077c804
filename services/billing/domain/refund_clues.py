"""Refunds that leave the bank and come back: who is their payee, and which one a line without number may be (D15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from services.billing.domain import numbers
from services.billing.domain.look_alikes import has_word, shape, surname_key, words
from services.billing.domain.matching import Payable
from services.billing.domain.statements import Party

WEIGHTS = {
    "refund_number_mistyped": 50,
    "from_payee_account": 50,
    "payee_named": 40,
    "words_of_return": 30,
    "same_sum": 15,
}
LEAST = 40
"""Less than this is no candidate: a sum alone says nothing."""
RETURNS = ("ВОЗВРАТ", "НЕ ЗАЧИСЛЕН", "ОТКЛОНЕН", "ҚАЙТАР", "RETURN", "REJECT")


@dataclass(frozen=True, slots=True)
class RefundCandidate:
    """A refund that was paid out and may be what came back; the likelihood (0-100) orders them."""

    refund_id: UUID
    number: str
    likelihood: int
    clues: tuple[str, ...]


def is_payee(due: Payable, party: Party) -> bool:
    """Whether this is who gets the refund: by his account; of cash, that came without one, by IIN or name (D15)."""
    if due.account:
        return _same(due.account, party.account)
    if due.id_number and party.id_number:
        return _same(due.id_number, party.id_number)
    return not due.name or surname_key(due.name) in words(party.name)


def candidates(
    purpose: str, payer: Party, amount: int, gone: Iterable[tuple[str, Payable]]
) -> tuple[RefundCandidate, ...]:
    """The refunds for which enough speaks that a bank sends them back without their number, the likeliest first."""
    found = (_weigh(purpose, payer, number, due) for number, due in gone if due.amount == amount)
    likely = (one for one in found if one.likelihood >= LEAST)
    return tuple(sorted(likely, key=lambda one: (-one.likelihood, one.number)))


def _weigh(purpose: str, payer: Party, number: str, due: Payable) -> RefundCandidate:
    clues = ["same_sum"]
    if number in _hinted(purpose):
        clues.append("refund_number_mistyped")
    if due.account and _same(due.account, payer.account):
        clues.append("from_payee_account")
    if due.name and has_word(f"{purpose} {payer.name}", surname_key(due.name)):
        clues.append("payee_named")
    if any(shape(word) in shape(purpose) for word in RETURNS):
        clues.append("words_of_return")
    return RefundCandidate(due.refund_id, number, min(99, sum(WEIGHTS[one] for one in clues)), tuple(clues))


def _hinted(purpose: str) -> set[str]:
    """Refund numbers with a slip, or without their letters."""
    mistyped = numbers.mistyped_in(purpose, numbers.REFUND)
    slips = (meant for digits in mistyped for meant in numbers.meant_by(digits, numbers.REFUND))
    return {*slips, *numbers.bare_in(purpose, numbers.REFUND)}


def _same(one: str, other: str) -> bool:
    return "".join(one.upper().split()) == "".join(other.upper().split())
