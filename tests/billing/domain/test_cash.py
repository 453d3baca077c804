"""The cash desk: what a shift adds up to, and what needs a second person (R14.2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain import books, cash
from services.billing.domain.cash import Slip

TODAY = date(2025, 6, 4)
AMOUNTS = st.integers(0, 10**9)


@given(st.lists(st.builds(Slip, st.integers(1, 10**8), st.booleans())))
def test_the_box_holds_what_was_taken_less_what_was_given_back(slips: list[Slip]) -> None:
    taken = sum(slip.amount for slip in slips if not slip.counter)
    assert cash.in_the_box(slips) == taken - sum(slip.amount for slip in slips if slip.counter)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_whatever_the_desk_books_sums_to_zero(first: int, second: int, expected: int, counted: int) -> None:
    entries = (
        books.cash_taken("shift", "student", first, second),
        books.cash_given_back("shift", "student", first, second),
        books.cash_handed_in("shift", expected, counted),
        books.cash_arrived("bank", counted),
    )
    for postings in entries:
        assert sum(one.amount for one in postings) == 0
        assert all(one.amount for one in postings)


@pytest.mark.parametrize(
    ("amount", "day", "why", "is_open", "codes"),
    [
        (100, TODAY, "", True, []),
        (100, TODAY - timedelta(days=1), "the desk was closed by a power cut", True, []),
        (100, TODAY - timedelta(days=1), " ", True, ["ground_missing"]),
        (100, TODAY - timedelta(days=1), "power cut", False, []),
        (100, TODAY, "", False, ["nothing_to_pay"]),
        (0, TODAY + timedelta(days=1), "", True, ["amount_is_zero", "day_to_come"]),
    ],
)
def test_money_of_today_is_taken_and_of_an_older_day_with_a_ground(
    amount: int, day: date, why: str, is_open: bool, codes: list[str]
) -> None:
    found = cash.against_taking(amount, day, TODAY, why, open_invoice=is_open)
    assert [reason.code for reason in found] == codes


def test_a_difference_is_named_and_nothing_waits_when_a_shift_closes() -> None:
    assert [one.code for one in cash.against_closing(500, 400, "", 1)] == ["difference_unnamed", "receipts_waiting"]
    assert not list(cash.against_closing(500, 400, "100 tenge short, counted twice", 0))
