"""At the cash desk: a shift, payments of today or an older day, counting, and the money's way to the bank (R14.2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.books import Kind
from services.billing.models import Advance, CashReceipt, Entry
from services.billing.queries import stories
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import cash, cash_back, cash_second
from services.billing.usecases.cash import Payment
from shared.clock import at, set_office
from shared.errors import Refused
from shared.i18n import LANGUAGES, texts
from shared.identity import Actor, Held, Role
from shared.identity.actor import acting
from shared.money import Money
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.world import DAY, DUE

CASHIER, OTHER = uuid4(), uuid4()


@contextmanager
def at_the_desk(person: UUID = CASHIER) -> Iterator[None]:
    token = acting.set(Actor(person, "Cashier", (Held(Role.CASHIER),)))
    try:
        yield
    finally:
        acting.reset(token)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_a_payment_at_the_desk_pays_like_a_bank_line_of_its_day(office: Session) -> None:
    one = world.invoice(office)
    with at_the_desk():
        with pytest.raises(Refused) as refused:
            cash.take(office, Payment(one.invoice_id, one.amount, "Ли Дана"))
        assert codes(refused) == {"no_open_shift"}
        cash.open_shift(office)
        receipt = cash.take(office, Payment(one.invoice_id, one.amount, "Ли Дана"))
        with pytest.raises(Refused) as refused:
            cash.take(office, Payment(one.invoice_id, one.amount, "Ли Дана"))
        assert codes(refused) == {"nothing_to_pay"}
    assert (one.status, one.paid_on, receipt.status) == ("paid", DAY, "posted")
    assert [body["operation_on"] for body in world.told(office, "billing.invoice_paid")] == [DAY.isoformat()]
    assert office.scalars(select(Entry.cash_id).where(Entry.kind == "cash_taken")).all() == [receipt.receipt_id]
    seen = tie_out(office)
    assert (seen.cash_total, seen.cash_on_hand, seen.statement_total) == (one.amount, one.amount, Money(0))
    assert seen.holds


def test_too_much_is_an_advance_of_who_paid(office: Session) -> None:
    one = world.invoice(office)
    with at_the_desk():
        cash.open_shift(office)
        receipt = cash.take(office, Payment(one.invoice_id, Money.of(100000), "Мать", "000101100708"))
    advance = office.scalars(select(Advance)).one()
    assert (advance.left, advance.payer_name, advance.cash_id) == (Money.of(7500), "Мать", receipt.receipt_id)
    assert tie_out(office).holds


def test_an_older_day_waits_for_a_second_person(office: Session) -> None:
    one = world.invoice(office)
    set_office(office, at(DUE + timedelta(days=1), 10))
    with at_the_desk():
        shift = cash.open_shift(office)
        said = Payment(one.invoice_id, one.amount, "Ли Дана", received_on=DUE, why="power cut")
        receipt = cash.take(office, said)
        assert (receipt.status, one.status) == ("waiting", "open")
        with pytest.raises(Refused) as refused:
            cash_second.confirm(office, receipt.receipt_id)
        assert codes(refused) == {"second_person_needed"}
        with pytest.raises(Refused) as refused:
            cash.close_shift(office, Money(0), "")
        assert codes(refused) == {"receipts_waiting"}
    with at_the_desk(OTHER):
        cash_second.confirm(office, receipt.receipt_id)
        with pytest.raises(Refused) as refused:
            cash_second.confirm(office, receipt.receipt_id)
        assert codes(refused) == {"receipt_not_waiting"}
    assert (one.status, one.paid_on) == ("paid", DUE)
    assert cash.in_the_box(office, shift) == one.amount
    assert tie_out(office).holds


def test_a_second_person_may_refuse_and_nothing_was_booked(office: Session) -> None:
    one = world.invoice(office)
    set_office(office, at(DAY + timedelta(days=1), 10))
    with at_the_desk():
        shift = cash.open_shift(office)
        receipt = cash.take(office, Payment(one.invoice_id, one.amount, "?", received_on=DAY, why="said so"))
    set_office(office, at(DUE + timedelta(days=1), 10))
    world.load(office, DAY, "0", until=DUE)
    assert one.status == "open", "the seat waits for the second person"
    with at_the_desk(OTHER):
        cash_second.refuse(office, receipt.receipt_id)
    assert (receipt.status, one.status, cash.in_the_box(office, shift)) == ("refused", "overdue", Money(0))


def test_a_shift_is_counted_and_its_money_arrives_at_the_bank(office: Session) -> None:
    one = world.invoice(office)
    with at_the_desk():
        cash.open_shift(office)
        with pytest.raises(Refused) as refused:
            cash.open_shift(office)
        assert codes(refused) == {"shift_is_open"}
        cash.take(office, Payment(one.invoice_id, one.amount, "Ли Дана"))
        with pytest.raises(Refused) as refused:
            cash.close_shift(office, Money.of(92400), "")
        assert codes(refused) == {"difference_unnamed"}
        shift = cash.close_shift(office, Money.of(92400), "100 tenge short, counted twice")
    assert (shift.expected, shift.counted) == (one.amount, Money.of(92400))
    on_way = tie_out(office)
    assert (on_way.cash_on_hand, on_way.cash_on_way, on_way.cash_difference) == (
        Money(0), Money.of(92400), Money.of(100),
    )  # fmt: skip
    world.load(office, DAY, "0", Op("92400", "Взнос наличными из кассы", number="7"))
    seen = tie_out(office)
    assert (seen.cash_on_way, seen.from_desk, seen.statement_total) == (Money(0), Money.of(92400), Money.of(92400))
    assert seen.clearing == Money(0)
    assert seen.holds


def test_nobody_takes_money_for_himself(office: Session) -> None:
    one = world.invoice(office)
    with at_the_desk(world.ALIYA):
        cash.open_shift(office)
        with pytest.raises(Refused) as refused:
            cash.take(office, Payment(one.invoice_id, one.amount, "?"))
    assert codes(refused) == {"not_for_oneself"}
    assert office.scalars(select(CashReceipt)).all() == []


def test_a_counter_receipt_of_the_same_shift_takes_all_of_it_back_and_the_seat_is_open_again(office: Session) -> None:
    one = world.invoice(office)
    with at_the_desk():
        shift = cash.open_shift(office)
        receipt = cash.take(office, Payment(one.invoice_id, Money.of(100000), "?"))
        with pytest.raises(Refused) as refused:
            cash_back.give_back(office, receipt.receipt_id, " ")
        assert codes(refused) == {"ground_missing"}
        counter = cash_back.give_back(office, receipt.receipt_id, "another student was meant")
        with pytest.raises(Refused) as refused:
            cash_back.give_back(office, receipt.receipt_id, "again")
        assert codes(refused) == {"receipt_reversed", "box_too_small"}
    assert (counter.status, one.status, one.held, cash.in_the_box(office, shift)) == (
        "posted",
        "open",
        Money(0),
        Money(0),
    )
    assert [body["state"] for body in world.told(office, "billing.payment_reversed")] == ["reversed"]
    assert office.scalars(select(Advance.left)).all() == [Money(0)]
    assert len(world.notices(office, "cash_given_back")) == 1
    assert tie_out(office).holds


def test_a_receipt_of_an_earlier_shift_is_reversed_by_two(office: Session) -> None:
    one, other = world.invoice(office), world.invoice(office, world.DANA)
    with at_the_desk():
        cash.open_shift(office)
        receipt = cash.take(office, Payment(one.invoice_id, one.amount, "?"))
        cash.close_shift(office, one.amount, "")
        later = cash.open_shift(office)
        cash.take(office, Payment(other.invoice_id, other.amount, "?"))
        counter = cash_back.give_back(office, receipt.receipt_id, "paid by mistake")
        assert (counter.status, one.status) == ("waiting", "paid")
    with at_the_desk(OTHER):
        cash_second.confirm(office, counter.receipt_id)
    assert (counter.status, one.status, cash.in_the_box(office, later)) == ("posted", "open", Money(0))
    assert tie_out(office).holds


def test_a_students_story_tells_of_cash_too(office: Session) -> None:
    one = world.invoice(office)
    with at_the_desk():
        cash.open_shift(office)
        cash.take(office, Payment(one.invoice_id, one.amount, "Мать"))
    told = [(line.kind, line.payer, line.owed) for line in stories.story(office, world.ALIYA)]
    assert told == [("invoiced", "", one.amount), ("cash_taken", "Мать", Money(0))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_entry_has_its_words(language: str) -> None:
    for kind in Kind:
        assert texts("billing").text(language, f"status.{kind}")
