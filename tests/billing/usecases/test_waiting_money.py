"""Money that nobody claims: a refund that comes back, reminders month by month, never income (D22)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.waiting_money import MOST_REMINDERS, reminder_day
from services.billing.models import Advance, Invoice, RefundRequest, StatementLine
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import refunds, refunds_returned, waiting_money
from shared.clock import at, set_office
from shared.contracts.billing import AdvanceReminderDue
from shared.errors import Refused
from shared.messaging.tables import deadlines
from shared.money import Money
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.usecases.test_cash import CASHIER, OTHER, at_the_desk, codes
from tests.billing.world import DAY


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, MOST_REMINDERS))
def test_reminders_fall_on_the_same_day_of_each_month_or_its_last(since: date, nth: int) -> None:
    day = reminder_day(since, nth)
    assert day is not None
    assert (day.year * 12 + day.month) - (since.year * 12 + since.month) == nth
    assert day.day == since.day or (day.day < since.day and (day + timedelta(days=1)).day == 1)


def test_after_three_years_there_are_no_more() -> None:
    assert reminder_day(DAY, MOST_REMINDERS) == date(2028, 6, 2)
    assert reminder_day(DAY, MOST_REMINDERS + 1) is None


def test_a_refund_that_the_bank_sends_back_is_the_students_advance_again(office: Session) -> None:
    one = world.invoice(office)
    world.load(office, DAY, "0", world.pays(one, "100000", payer="Мать", payer_account="KZ77"))
    advance = office.scalars(select(Advance)).one()
    request = refunds.ask(office, advance.advance_id)
    for person in (CASHIER, OTHER):
        with at_the_desk(person):
            refunds.sign(office, request.refund_id)
    next_day = DAY + timedelta(days=1)
    set_office(office, at(next_day, 10))
    out = Op("7500", f"возврат {request.number}", number="5", day=next_day, incoming=False, payer_account="KZ77")
    world.load(office, next_day, "100000", out)
    assert (request.status, advance.left) == ("paid_out", Money(0))
    day_after = DAY + timedelta(days=2)
    set_office(office, at(day_after, 10))
    back = Op("7500", f"Возврат: счёт закрыт {request.number}", number="6", day=day_after)
    world.load(office, day_after, "92500", back)
    assert (request.status, advance.left) == ("sent_back", Money.of(7500))
    assert len(world.notices(office, "refund_sent_back")) == 1
    seen = tie_out(office)
    assert (seen.returned_total, seen.advances, seen.holds) == (Money.of(7500), Money.of(7500), True)
    assert refunds.ask(office, advance.advance_id).to_account == "KZ77", "to the payer only (D15)"


def test_a_refund_sent_back_after_its_reminders_had_ended_is_reminded_of_again(office: Session) -> None:
    one = world.invoice(office)
    world.load(office, DAY, "0", world.pays(one, "100000"))
    advance = office.scalars(select(Advance)).one()
    advance.left = Money(0)
    set_office(office, at(date(2025, 7, 3), 10))
    waiting_money.remind(office, [AdvanceReminderDue(advance.advance_id, 1)])
    office.execute(deadlines.delete())
    advance.left = Money.of(7500)
    waiting_money.again(office, advance)
    due = office.execute(select(deadlines.c.due_at, deadlines.c.key)).one()
    assert (due.due_at, due.key) == (at(date(2025, 8, 2), 10), f"advance:{advance.advance_id}")


def came_back_without_its_number(office: Session) -> tuple[Invoice, RefundRequest, StatementLine]:
    """An invoice paid with too much, its refund released and paid out, and the bank's line that brings it back."""
    one = world.invoice(office)
    world.load(office, DAY, "0", world.pays(one, "100000", payer="Мать Әлии", payer_account="KZ77"))
    advance = office.scalars(select(Advance)).one()
    request = refunds.ask(office, advance.advance_id)
    for person in (CASHIER, OTHER):
        with at_the_desk(person):
            refunds.sign(office, request.refund_id)
    days = [DAY + timedelta(days=nth) for nth in (1, 2)]
    set_office(office, at(days[1], 20))
    out = Op("7500", f"возврат {request.number}", number="5", day=days[0], incoming=False, payer_account="KZ77")
    back = Op("7500", "возврат: счёт получателя закрыт", number="6", day=days[1], payer="АО Банк", payer_account="KZ9")
    world.load(office, days[0], "100000", out, back, until=days[1])
    return one, request, office.scalars(select(StatementLine).where(StatementLine.number == "6")).one()


def test_a_refund_that_comes_back_without_its_number_is_found_by_finance(office: Session) -> None:
    one, request, line = came_back_without_its_number(office)
    advance = office.scalars(select(Advance)).one()
    (found,) = refunds_returned.candidates(office, line)
    assert (found.number, found.clues) == (request.number, ("same_sum", "words_of_return"))
    with at_the_desk(OTHER):
        act = refunds_returned.is_refund(office, line.line_id, found.refund_id, "the bank's letter 7")
        assert (act.act, act.student_id, advance.left) == ("sent_back", one.student_id, Money.of(7500))
        with pytest.raises(Refused) as refused:
            refunds_returned.is_refund(office, line.line_id, found.refund_id, "again")
        assert codes(refused) == {"line_already_decided"}
    assert (request.status, len(world.notices(office, "refund_sent_back"))) == ("sent_back", 1)
    assert tie_out(office).holds
    assert refunds.ask(office, advance.advance_id).to_account == "KZ77", "to the payer only (D15)"


def test_an_advance_is_reminded_of_monthly_unless_a_refund_is_on_its_way(office: Session) -> None:
    one = world.invoice(office)
    world.load(office, DAY, "0", world.pays(one, "100000"))
    advance = office.scalars(select(Advance)).one()

    def due() -> date:
        query = select(deadlines.c.due_at).where(deadlines.c.key == f"advance:{advance.advance_id}")
        day: date = office.scalars(query).one().date()
        return day

    assert due() == date(2025, 7, 2)
    waiting_money.remind(office, [AdvanceReminderDue(advance.advance_id, 1)])
    assert due() == date(2025, 8, 2)
    assert [body["params"]["kept"] for body in world.notices(office, "advance_waits")] == ["money:7500.00"]  # type: ignore[index]
    refunds.ask(office, advance.advance_id)
    waiting_money.remind(office, [AdvanceReminderDue(advance.advance_id, 2)])
    assert due() == date(2025, 9, 2)
    assert len(world.notices(office, "advance_waits")) == 1
