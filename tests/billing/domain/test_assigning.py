"""Laws of what is done by hand: parts add up, counter-entries cancel, one invoice has all of it (R14.1, R14.2, D4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain import books
from services.billing.domain.assigning import Choice, Share, by_due_date, refusals
from services.billing.domain.registers import Lump, Paid, read
from services.billing.domain.registers import refusals as register_refusals
from services.billing.domain.reversing import loss
from services.billing.domain.settlement import Standing, Status, receive

TIYN = st.integers(1, 10**9)
DAY = date(2025, 6, 4)
APPLIED = datetime(2025, 6, 1, tzinfo=UTC)
COLUMNS = {"paid_on": "day", "number": "to", "gross": "sum", "commission": "kept", "own_id": "id"}


@given(st.lists(TIYN, min_size=1, max_size=20), st.integers(-5, 5))
def test_parts_are_taken_when_they_add_up_to_the_line_and_only_then(amounts: list[int], off: int) -> None:
    shares = [Share(amount, uuid4(), uuid4(), str(nth)) for nth, amount in enumerate(amounts)]
    codes = [reason.code for reason in refusals(sum(amounts) + off, shares, None)]
    assert codes == (["parts_do_not_add_up"] if off else [])


@given(TIYN, st.integers(0, 10**9))
def test_a_reversal_is_the_very_opposite_of_the_posting(to_invoice: int, to_advance: int) -> None:
    made = books.assigned("line", "student", to_invoice, to_advance)
    back = books.unassigned("line", "student", to_invoice, to_advance)
    assert sum(one.amount for one in made) == 0
    assert {(one.account, one.subject, one.amount) for one in made} == {
        (one.account, one.subject, -one.amount) for one in back
    }


@given(TIYN, TIYN, st.integers(0, 50000))
def test_what_was_received_and_is_taken_back_leaves_the_invoice_as_it_was(price: int, paid: int, fee: int) -> None:
    effect = receive(Standing(Status.OPEN, price, 0, DAY), paid, DAY, fee)
    status = Status.PAID if effect.pays else Status.OPEN
    lost = loss(Standing(status, price, effect.to_invoice, DAY), effect.to_invoice, min(fee, price - 1))
    assert (lost.held, lost.unpaid) == (0, effect.pays)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans()), min_size=1, max_size=8))
def test_the_earliest_due_then_the_earliest_application_has_all_of_it(drawn: list[tuple[int, int, bool]]) -> None:
    choices = [
        Choice(UUID(int=nth), DAY + timedelta(days=due), APPLIED + timedelta(hours=hour), is_open)
        for nth, (due, hour, is_open) in enumerate(drawn)
    ]
    taken = next(one for one in choices if one.invoice_id == by_due_date(choices))
    rivals = [one for one in choices if one.is_open] or choices
    assert all((taken.due_on, taken.applied_at) <= (one.due_on, one.applied_at) for one in rivals)


@given(st.lists(st.tuples(TIYN, st.integers(0, 100)), min_size=1, max_size=20))
def test_a_register_that_is_read_gives_the_sums_that_were_written(rows: list[tuple[int, int]]) -> None:
    written = [["day", "to", "sum", "kept", "id"]] + [
        ["04.06.2025", "x", f"{gross // 100}.{gross % 100:02d}", f"{gross * kept // 10000 / 100:.2f}", str(nth)]
        for nth, (gross, kept) in enumerate(rows)
    ]
    paid, problems = read(written, COLUMNS)
    assert problems == []
    assert sum(one.gross for one in paid) == sum(gross for gross, _ in rows)
    net = sum(one.gross - one.commission for one in paid)
    codes = {reason.code for reason in register_refusals(paid, Lump(net, DAY), (), {})}
    assert codes == {"register_person_unknown"}
    assert "register_differs" in {reason.code for reason in register_refusals(paid, Lump(net + 1, DAY), (), {})}


def test_a_day_of_a_register_may_be_a_number_of_a_spreadsheet() -> None:
    paid, _ = read([["day", "to", "sum", "kept", "id"], ["45812.5", "x", "1", "", "7"]], COLUMNS)
    assert paid == [Paid(2, DAY, "x", "", 100, 0, "7")]
