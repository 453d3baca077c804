"""'I have paid': the seat waits for the bank, a false receipt holds, abroad has five days (R8.4, D19)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.models import Invoice, Protection
from services.billing.usecases import days_off, declared, due_dates, invoices, overdue, receipt_holds
from services.billing.usecases.declared import Declaration
from shared.clock import at, end_of_day, set_office
from shared.contracts.billing import CancelInvoice
from shared.contracts.registration import HolidaysChanged
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


def test_a_day_made_off_meanwhile_lengthens_what_runs_in_banking_days(office: Session) -> None:
    one, other = world.invoice(office), world.invoice(office, DANA)
    days_in(office, DAY, DAY, Op(str(other.amount), "Ли лето", number="3"))
    set_office(office, at(DUE, 12))
    receipt = declared.declare(office, ALIYA, said(one, abroad=True))
    queue = office.scalars(
        select(Protection).where(Protection.why == "queue", Protection.invoice_id == other.invoice_id)
    )
    kept = queue.one()
    assert (receipt.expected_by, kept.until) == (date(2025, 6, 12), at(date(2025, 6, 9), 12))
    off = [HolidaysChanged(date(2025, 6, day), 1, works=False) for day in (5, 9)]
    days_off.changed(office, [*off, HolidaysChanged(date(2025, 6, 14), 1, works=True)])
    assert (receipt.expected_by, kept.until) == (date(2025, 6, 14), at(date(2025, 6, 11), 12))
    shield = office.scalars(select(Protection).where(Protection.why == "abroad")).one()
    assert shield.until_statements_of == receipt.expected_by
    days_off.changed(office, [HolidaysChanged(date(2025, 6, 5), 2, works=True)])
    assert kept.until == at(date(2025, 6, 11), 12), "never to an earlier end (R13.1)"
    assert due_dates.statements_by(office, date(2025, 12, 30)) == end_of_day(date(2026, 1, 6)), "over New Year"


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
