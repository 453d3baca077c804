"""An entry as debit and credit: nothing is lost or made up on the way to 1C (R14.1)."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.books import Account, Posting
from services.billing.domain.correspondence import pairs

AMOUNTS = st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=1, max_size=6)


@given(AMOUNTS)
def test_the_pairs_of_an_entry_add_up_to_its_postings(amounts: list[int]) -> None:
    rest = -sum(amounts)
    accounts = list(Account)
    postings = [Posting(accounts[nth], str(nth), amount) for nth, amount in enumerate([*amounts, rest]) if amount]
    found: Counter[str] = Counter()
    for pair in pairs(postings):
        assert pair.amount > 0
        found[pair.debit.subject] += pair.amount
        found[pair.credit.subject] -= pair.amount
    assert {key: amount for key, amount in found.items() if amount} == {one.subject: one.amount for one in postings}
