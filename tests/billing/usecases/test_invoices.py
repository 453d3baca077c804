"""Invoices are issued once a case, with a price of the table; cancelled ones give money back (R9.2, D3, D5)."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.billing.models import Advance, Invoice, RefundRequest
from services.billing.usecases import invoices, overdue
from services.billing.usecases.tariffs import PriceRow, set_prices
from shared.clock import end_of_day, set_office
from shared.contracts.billing import CancelInvoice, PaymentReminderDue
from shared.messaging.tables import deadlines
from shared.money import Money
from tests.billing import world


def test_an_invoice_is_credits_times_the_accepted_price(office: Session) -> None:
    one = world.invoice(office, credits=5)
    assert (one.amount, one.price, one.credits, one.status) == (Money.of(92500), Money.of(18500), 5, "open")
    assert one.number.startswith("TK25-")
    assert world.notices(office, "invoice_issued")[0]["params"] == {
        "number": one.number, "amount": "money:92500.00", "course": "Математика (MAT1201)",
        "due": "date:2025-06-04",
        "price": "money:18500.00", "credits": "number:5",
    }  # fmt: skip


def test_the_same_case_again_is_the_same_invoice_told_again(office: Session) -> None:
    command = world.order()
    first = invoices.issue(office, [command, command])
    again = invoices.issue(office, [command])
    assert first[0].as_event() == again[0].as_event()
    assert office.scalar(select(func.count()).select_from(Invoice)) == 1
    assert len(world.notices(office, "invoice_issued")) == 1


def test_a_price_that_was_never_in_the_table_is_refused_and_an_older_one_holds(office: Session) -> None:
    set_prices(office, [PriceRow(world.SPECIALTY, world.YEAR, Money.of(20000), date(2025, 6, 1))], "Order 13")
    assert world.invoice(office).amount == Money.of(92500)
    wrong = world.order(credits=0)
    event = invoices.issue(office, [wrong])[0].as_event()
    assert (event.codes, event.rules) == (("credits_impossible",), ("R9.2",))  # type: ignore[union-attr]


def test_a_price_is_told_once_with_its_version(office: Session) -> None:
    row = PriceRow(world.SPECIALTY, world.YEAR, world.PRICE, date(2025, 1, 1))
    assert set_prices(office, [row], "again") == []
    set_prices(office, [PriceRow("7M1", 2025, Money.of(1), date(2025, 9, 1))], "new")
    bodies = {(body["row"], body["version_no"]) for body in world.told(office, "billing.tariff_changed")}
    assert bodies == {(f"{world.SPECIALTY}:2024:2025-01-01", 1), ("7M1:2025:2025-09-01", 1)}


def test_an_order_to_cancel_that_comes_first_makes_no_invoice(office: Session) -> None:
    command = world.order()
    assert invoices.cancel(office, [CancelInvoice(command.case_id, "the student withdrew")]) == []
    event = invoices.issue(office, [command])[0].as_event()
    assert event.codes == ("case_cancelled",)  # type: ignore[union-attr]


def test_a_cancelled_invoice_gives_its_part_back_as_an_advance_with_a_refund_request(office: Session) -> None:
    one = world.invoice(office)
    world.load(office, world.DAY, "0", world.pays(one, "40000", payer="Мать", payer_account="KZ77"))
    told = invoices.cancel(office, [CancelInvoice(one.case_id, "course cancelled")])
    assert [event.invoice_id for event in told] == [one.invoice_id]
    assert (one.status, one.held) == ("cancelled", Money(0))
    advance = office.scalars(select(Advance)).one()
    assert (advance.left, advance.why, advance.payer_name) == (Money.of(40000), "cancelled", "Мать")
    assert office.scalars(select(RefundRequest)).one().to_account == "KZ77"


def test_cancelling_again_or_what_is_overdue_changes_nothing_and_says_so_again(office: Session) -> None:
    one = world.invoice(office)
    command = CancelInvoice(one.case_id, "withdrawn")
    assert invoices.cancel(office, [command]) == invoices.cancel(office, [command])
    assert len(world.notices(office, "invoice_cancelled")) == 1
    assert invoices.cancel(office, [CancelInvoice(uuid4(), "unknown")]) == []


def test_reminders_are_set_and_go_to_those_who_have_not_paid(office: Session) -> None:
    one, other = world.invoice(office), world.invoice(office, world.DANA)
    keys = set(office.scalars(select(deadlines.c.key)))
    assert {f"due:{one.invoice_id}", f"reminder:{one.invoice_id}:1", f"reminder:{one.invoice_id}:2"} <= keys
    world.load(office, world.DAY, "0", world.pays(one))
    assert not {key for key in office.scalars(select(deadlines.c.key)) if str(one.invoice_id) in key}
    overdue.remind(office, [PaymentReminderDue(one.invoice_id, 1), PaymentReminderDue(other.invoice_id, 1)])
    assert [body["person_id"] for body in world.notices(office, "payment_reminder")] == [str(world.DANA)]
    set_office(office, end_of_day(world.DUE))
    overdue.remind(office, [PaymentReminderDue(other.invoice_id, 2)])
    assert len(world.notices(office, "payment_reminder")) == 1
