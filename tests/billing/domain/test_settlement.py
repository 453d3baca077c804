"""What money does to an invoice, and that the books balance whatever happens (R8.4, R14.1, D3, D5, D18)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain import books, prices, reminders
from services.billing.domain.prices import Price, TariffRow
from services.billing.domain.settlement import Effect, Standing, Status, Surplus, is_overdue, receive

DUE = date(2025, 6, 4)
SHORTFALL = 50000
OPEN = Standing(Status.OPEN, 9250000, 0, DUE)


def test_paid_in_full_on_the_last_day() -> None:
    assert receive(OPEN, 9250000, DUE, SHORTFALL) == Effect(9250000, 0, pays=True)


@pytest.mark.parametrize(("amount", "pays"), [(9200000, True), (9199999, False)])
def test_a_shortfall_up_to_500_tenge_counts_as_paid(amount: int, pays: bool) -> None:
    assert receive(OPEN, amount, DUE, SHORTFALL) == Effect(amount, 0, pays=pays)


def test_the_rest_of_a_shortfall_stays_due_and_is_taken_first() -> None:
    paid = Standing(Status.PAID, 9250000, 9200000, DUE)
    assert receive(paid, 60000, DUE, SHORTFALL) == Effect(50000, 10000, surplus=Surplus.OVERPAID)


def test_two_parts_pay_an_invoice_once() -> None:
    half = Standing(Status.OPEN, 9250000, 5000000, DUE)
    assert receive(half, 4250000, DUE, SHORTFALL).pays
    assert not receive(Standing(Status.PAID, 9250000, 9250000, DUE), 1, DUE, SHORTFALL).pays


def test_too_much_is_an_advance_and_the_same_sum_again_is_paid_twice() -> None:
    assert receive(OPEN, 10000000, DUE, SHORTFALL) == Effect(9250000, 750000, pays=True, surplus=Surplus.OVERPAID)
    paid = Standing(Status.PAID, 9250000, 9250000, DUE)
    assert receive(paid, 9250000, DUE, SHORTFALL) == Effect(0, 9250000, surplus=Surplus.PAID_TWICE)


@pytest.mark.parametrize(
    ("status", "on", "surplus"),
    [
        (Status.OPEN, DUE + timedelta(days=1), Surplus.LATE),
        (Status.OVERDUE, DUE, Surplus.LATE),
        (Status.CANCELLED, DUE, Surplus.CANCELLED),
    ],
)
def test_late_money_is_never_the_invoices(status: Status, on: date, surplus: Surplus) -> None:
    assert receive(Standing(status, 9250000, 0, DUE), 9250000, on, SHORTFALL) == Effect(0, 9250000, surplus=surplus)


def test_an_unpaid_invoice_lapses_only_when_its_day_is_over_and_loaded() -> None:
    due_at = datetime(2025, 6, 4, 18, 59, 59, tzinfo=UTC)
    later = due_at + timedelta(seconds=1)
    assert is_overdue(Status.OPEN, due_at, DUE, later, DUE)
    assert not is_overdue(Status.OPEN, due_at, DUE, later, DUE - timedelta(days=1))
    assert not is_overdue(Status.OPEN, due_at, DUE, later, None)
    assert not is_overdue(Status.OPEN, due_at, DUE, due_at - timedelta(seconds=1), DUE)
    assert not is_overdue(Status.PAID, due_at, DUE, later, DUE)


standings = st.builds(
    Standing,
    st.sampled_from(Status),
    st.integers(1, 10**9),
    st.integers(0, 10**9),
    st.dates(date(2025, 6, 1), date(2025, 6, 9)),
).filter(lambda one: one.held <= one.amount)


@given(standings, st.integers(1, 10**10), st.dates(date(2025, 6, 1), date(2025, 6, 9)))
def test_no_tiyn_of_a_payment_is_lost_or_made(invoice: Standing, amount: int, on: date) -> None:
    effect = receive(invoice, amount, on, SHORTFALL)
    assert effect.to_invoice + effect.to_advance == amount
    assert 0 <= effect.to_invoice <= max(invoice.remaining, 0)
    assert (effect.surplus is not None) == (effect.to_advance > 0)
    assert not effect.pays or (invoice.status is Status.OPEN and on <= invoice.due_on)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_every_entry_of_the_books_sums_to_zero(one: int, other: int) -> None:
    entries = [
        books.opening("b", one), books.invoiced("s", one), books.voided("s", one), books.received("b", "s", one, other),
        books.queued("b", "l", one), books.cleared("b", "r", one), books.cleared("b", "r", -one),
        books.left_over("s", one),
        books.advance_used("s", one), books.refund_released("s", one), books.paid_out("b", "s", one),
    ]  # fmt: skip
    for entry in entries:
        assert sum(posting.amount for posting in entry) == 0
        assert all(posting.amount for posting in entry)


def test_the_price_is_credits_times_the_price_of_one() -> None:
    rows = [TariffRow(date(2025, 1, 1), 1850000), TariffRow(date(2025, 5, 1), 2000000)]
    assert Price(5, 1850000).total == 9250000
    assert list(prices.refusals(Price(5, 1850000), rows, "6B061", 2024)) == []
    assert prices.in_force(rows, date(2025, 4, 30)) == rows[0]
    assert prices.in_force(rows, date(2024, 12, 31)) is None


def test_an_invoice_needs_a_price_of_the_table() -> None:
    assert [r.code for r in prices.refusals(Price(0, 1), [], "6B061", 2024)] == ["tariff_missing", "credits_impossible"]
    rows = [TariffRow(date(2025, 1, 1), 2)]
    assert [r.code for r in prices.refusals(Price(1, 1), rows, "6B061", 2024)] == ["price_not_in_table"]


def test_reminders_come_7_3_and_1_days_before_or_within_a_shorter_time() -> None:
    due = datetime(2025, 6, 20, 18, 59, 59, tzinfo=UTC)
    long = reminders.moments(due - timedelta(days=30), due)
    assert [(due - moment).days for moment in long] == [7, 3, 1]
    short = reminders.moments(due - timedelta(hours=20), due)
    assert [due - moment for moment in short] == [timedelta(hours=10), timedelta(hours=2)]
    assert reminders.moments(due, due) == []
