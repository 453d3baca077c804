"""'I have paid': the seat waits for the bank, a false receipt holds, abroad has five days (R8.4, D19)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.models import Invoice, Protection
from services.billing.usecases import declared, invoices, overdue, receipt_holds
from services.billing.usecases.declared import Declaration
from shared.clock import at, end_of_day, set_office
from shared.contracts.billing import CancelInvoice
from shared.errors import NotFound, Refused
from shared.money import Money
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.usecases.test_cash import at_the_desk, codes
from tests.billing.world import ALIYA, DANA, DAY, DUE

PDF = b"%PDF-1.7 a receipt"


def said(one: Invoice, paid_on: date = DUE, *, abroad: bool = False) -> Declaration:
    return Declaration(one.invoice_id, one.amount, paid_on, "Halyk", "4711", "чек.pdf", PDF, abroad)


def days_in(session: Session, since: date, until: date, *ops: object) -> None:
    set_office(session, at(until + timedelta(days=1), 10))
    world.load(session, since, "0", *ops, until=until)  # type: ignore[arg-type]


def test_a_true_receipt_waits_for_the_bank_and_confirms_nothing_by_itself(office: Session) -> None:
    one = world.invoice(office)
    set_office(office, at(DUE, 12))
    receipt = declared.declare(office, ALIYA, said(one))
    assert (one.status, receipt.status, receipt.file_kind) == ("open", "waits", "application/pdf")
    assert len(receipt.sha256) == 64
    with pytest.raises(Refused) as refused:
        declared.declare(office, ALIYA, said(one))
    assert codes(refused) == {"receipt_is_waiting"}
    with pytest.raises(NotFound):
        declared.declare(office, DANA, said(one))
    days_in(office, DAY, DUE, world.pays(one, day=DUE))
    assert (one.status, receipt.status) == ("paid", "came")
    assert office.scalars(select(Protection.ended_why)).all() == ["judged"]
    assert world.told(office, "billing.receipt_hold_changed") == []


def test_a_false_receipt_lapses_as_usual_and_holds_until_finance_lifts_it(office: Session) -> None:
    one = world.invoice(office)
    set_office(office, at(DUE, 12))
    receipt = declared.declare(office, ALIYA, said(one))
    set_office(office, end_of_day(DUE))
    overdue.due_dates_passed(office, [one.invoice_id])
    assert one.status == "open"
    days_in(office, DAY, DUE)
    assert (one.status, receipt.status) == ("overdue", "false")
    assert [body["numbers"] for body in world.told(office, "billing.receipt_hold_changed")] == [one.number]
    assert len(world.notices(office, "receipt_false")) == 1
    with at_the_desk():
        with pytest.raises(Refused) as refused:
            receipt_holds.lift(office, receipt.declaration_id, " ")
        assert codes(refused) == {"ground_missing"}
        receipt_holds.lift(office, receipt.declaration_id, "the bank confirmed its own error")
    changed = world.told(office, "billing.receipt_hold_changed")
    assert [(body["version_no"], body["numbers"]) for body in changed] == [(1, one.number), (2, "")]
    assert len(world.notices(office, "receipt_hold_lifted")) == 1


def test_money_that_comes_later_after_all_ends_the_hold(office: Session) -> None:
    one = world.invoice(office)
    set_office(office, at(DUE, 12))
    receipt = declared.declare(office, ALIYA, said(one))
    days_in(office, DAY, DUE)
    later = DUE + timedelta(days=1)
    days_in(office, later, later, world.pays(one, day=later))
    assert (one.status, receipt.status) == ("overdue", "came")
    assert [body["numbers"] for body in world.told(office, "billing.receipt_hold_changed")] == [one.number, ""]


def test_a_transfer_from_abroad_has_five_banking_days_and_counts_by_its_own_day(office: Session) -> None:
    one, never = world.invoice(office), world.invoice(office, DANA)
    set_office(office, at(DUE, 12))
    receipts = [declared.declare(office, who, said(which, abroad=True)) for who, which in ((ALIYA, one), (DANA, never))]
    assert {receipt.expected_by for receipt in receipts} == {date(2025, 6, 12)}, "Kurban Ait is no banking day"
    days_in(office, DAY, date(2025, 6, 9))
    assert (one.status, never.status) == ("open", "open"), "both are protected"
    came = date(2025, 6, 10)
    days_in(office, came, came, world.pays(one, str(one.amount - Money.of(300)), day=came))
    assert (one.status, one.paid_on, receipts[0].status) == ("paid", DUE, "came")
    assert [body["operation_on"] for body in world.told(office, "billing.invoice_paid")] == [DUE.isoformat()]
    last = date(2025, 6, 12)
    set_office(office, at(last + timedelta(days=1), 10))
    world.load(office, came + timedelta(days=1), one.held, until=last)
    assert (never.status, receipts[1].status) == ("overdue", "false")


def test_a_receipt_whose_money_may_lie_in_the_queue_is_taken_and_not_called_false(office: Session) -> None:
    one = world.invoice(office)
    days_in(office, DAY, DAY, Op(str(one.amount), "?", number="3"))
    set_office(office, at(DUE, 12))
    receipt = declared.declare(office, ALIYA, said(one, paid_on=DAY))
    days = DAY + timedelta(days=1)
    set_office(office, at(DUE, 13))
    world.load(office, days, one.amount, until=days)
    assert receipt.status == "waits"
    with pytest.raises(Refused) as refused:
        declared.declare(office, DANA, said(world.invoice(office, DANA, credits=1), paid_on=DAY))
    assert codes(refused) == {"statement_is_in"}


def test_money_for_a_case_that_has_ended_meanwhile_makes_the_receipt_true(office: Session) -> None:
    one = world.invoice(office)
    set_office(office, at(DUE, 12))
    receipt = declared.declare(office, ALIYA, said(one))
    invoices.cancel(office, [CancelInvoice(one.case_id, "withdrawn")])
    days_in(office, DAY, DUE, world.pays(one, day=DUE))
    assert (one.status, receipt.status) == ("cancelled", "came")
    assert world.told(office, "billing.receipt_hold_changed") == []
