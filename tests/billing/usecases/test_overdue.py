"""The date of the bank operation decides; exactly one of paid and overdue is told; late money goes back (R8.4, D3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.models import Advance, Invoice, RefundRequest
from services.billing.usecases import overdue
from shared.clock import at, end_of_day, set_office
from shared.money import Money
from tests.billing import world
from tests.billing.world import DAY, DUE, load, notices, pays, told

AFTER = DUE + timedelta(days=1)


def the_day_after(session: Session) -> None:
    set_office(session, at(AFTER, 9))


def quiet_days(session: Session, since: date, until: date, opening: str = "0") -> None:
    load(session, since, opening, until=until)


def test_an_unpaid_invoice_lapses_when_the_statements_through_its_day_are_in(office: Session) -> None:
    one = world.invoice(office)
    set_office(office, end_of_day(DUE))
    overdue.due_dates_passed(office, [one.invoice_id])
    assert one.status == "open"
    quiet_days(office, DAY, DUE - timedelta(days=1))
    assert one.status == "open"
    the_day_after(office)
    quiet_days(office, DUE, DUE)
    assert one.status == "overdue"
    assert [body["through"] for body in told(office, "billing.invoice_overdue")] == ["2025-06-04"]
    assert told(office, "billing.invoice_paid") == []


def test_statements_that_are_in_before_the_due_moment_leave_the_decision_to_it(office: Session) -> None:
    one = world.invoice(office)
    quiet_days(office, DAY, DUE)
    assert one.status == "open"
    set_office(office, end_of_day(DUE))
    overdue.due_dates_passed(office, [one.invoice_id])
    overdue.due_dates_passed(office, [one.invoice_id])
    assert one.status == "overdue"
    assert len(told(office, "billing.invoice_overdue")) == 1


def test_money_of_the_last_day_that_is_loaded_later_is_in_time(office: Session) -> None:
    one = world.invoice(office)
    the_day_after(office)
    overdue.due_dates_passed(office, [one.invoice_id])
    load(office, DAY, "0", pays(one, day=DUE), until=DUE)
    assert (one.status, one.paid_on) == ("paid", DUE)
    assert [body["operation_on"] for body in told(office, "billing.invoice_paid")] == ["2025-06-04"]
    assert told(office, "billing.invoice_overdue") == []


def test_money_of_the_day_after_is_an_advance_with_a_refund_request(office: Session) -> None:
    one = world.invoice(office)
    the_day_after(office)
    load(office, DAY, "0", pays(one, day=AFTER, payer="Отец", payer_account="KZ55"), until=AFTER)
    assert one.status == "overdue"
    assert told(office, "billing.invoice_paid") == []
    kept = told(office, "billing.late_money_kept")
    assert [(body["amount"], body["operation_on"]) for body in kept] == [("92500.00", "2025-06-05")]
    request = office.scalars(select(RefundRequest)).one()
    assert (request.amount, request.to_name, request.to_account, request.opened_by) == (
        one.amount,
        "Отец",
        "KZ55",
        None,
    )
    assert len(notices(office, "late_money_kept")) == 1


def test_money_for_a_lapsed_invoice_is_late_even_if_it_comes_again_and_again(office: Session) -> None:
    one = world.invoice(office)
    the_day_after(office)
    quiet_days(office, DAY, DUE)
    load(office, AFTER, "0", pays(one, day=AFTER), pays(one, "1", day=AFTER, number="2"))
    assert [advance.why for advance in office.scalars(select(Advance))] == ["late", "late"]
    assert one.held == Money(0)


@pytest.mark.parametrize(("amount", "status"), [("92000", "paid"), ("91999.99", "overdue")])
def test_a_shortfall_up_to_500_tenge_counts_as_paid(office: Session, amount: str, status: str) -> None:
    one = world.invoice(office)
    the_day_after(office)
    load(office, DAY, "0", pays(one, amount), until=DUE)
    assert one.status == status


def test_a_part_is_held_until_the_due_date_and_then_goes_back_to_who_paid(office: Session) -> None:
    one = world.invoice(office)
    load(office, DAY, "0", pays(one, "40000", payer="Мать", payer_account="KZ77"))
    assert (one.status, one.held, one.remaining) == ("open", Money.of(40000), Money.of(52500))
    assert [body["params"]["rest"] for body in notices(office, "part_paid")] == ["money:52500.00"]  # type: ignore[index]
    the_day_after(office)
    quiet_days(office, DAY + timedelta(days=1), DUE, "40000")
    assert one.status == "overdue"
    advance = office.scalars(select(Advance)).one()
    assert (advance.amount, advance.why, advance.payer_account) == (Money.of(40000), "lapsed", "KZ77")
    assert office.scalars(select(RefundRequest)).one().amount == Money.of(40000)
    assert told(office, "billing.late_money_kept") == []


def test_two_parts_in_time_pay_it_once(office: Session) -> None:
    one = world.invoice(office)
    load(office, DAY, "0", pays(one, "40000"), pays(one, "52500", number="2"))
    assert [body["amount"] for body in told(office, "billing.invoice_paid")] == ["92500.00"]
    assert one.status == "paid"


def test_too_much_is_an_advance_that_waits_for_the_students_word(office: Session) -> None:
    one = world.invoice(office)
    load(office, DAY, "0", pays(one, "100000"))
    assert one.status == "paid"
    assert office.scalars(select(Advance)).one().why == "overpaid"
    assert office.scalars(select(RefundRequest)).all() == []
    assert [body["params"]["kept"] for body in notices(office, "overpaid_advance")] == ["money:7500.00"]  # type: ignore[index]


def test_many_invoices_are_decided_together(office: Session) -> None:
    many = [world.invoice(office, world.DANA) for _ in range(5)]
    the_day_after(office)
    load(office, DAY, "0", *[pays(one, number=str(nth)) for nth, one in enumerate(many[:3])], until=DUE)
    statuses = [one.status for one in office.scalars(select(Invoice).order_by(Invoice.number))]
    assert statuses == ["paid", "paid", "paid", "overdue", "overdue"]
