"""Refunds go through two people to the payer's account; an advance may pay an invoice first (R14.2, D3, D5, D15)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.billing.models import Advance, Posting, RefundRequest, StatementLine
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import advances, arrears, refunds
from services.billing.usecases.arrears import Charge
from shared.clock import at, set_office
from shared.errors import Refused
from shared.identity import Actor
from shared.money import Money
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.world import ALIYA, DAY, DUE

FINANCE, ACCOUNTANT = Actor(uuid4(), "Finance Officer"), Actor(uuid4(), "Chief Accountant")


def late_money(session: Session) -> RefundRequest:
    one = world.invoice(session)
    set_office(session, at(DUE + timedelta(days=1), 9))
    after = DUE + timedelta(days=1)
    world.load(session, DAY, "0", world.pays(one, day=after, payer="Отец", payer_account="KZ55"), until=after)
    return session.scalars(select(RefundRequest)).one()


def sign(session: Session, request: RefundRequest, actor: Actor) -> None:
    session.info["actor"] = actor
    refunds.sign(session, request.refund_id)


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def balance(session: Session, account: str) -> Money:
    return session.scalar(select(func.sum(Posting.amount)).where(Posting.account == account)) or Money(0)


def test_two_different_people_release_a_refund(office: Session) -> None:
    request = late_money(office)
    sign(office, request, FINANCE)
    assert (request.status, balance(office, "3380")) == ("first_signed", Money(0))
    with pytest.raises(Refused) as refusal:
        sign(office, request, FINANCE)
    assert codes(refusal) == ["second_person_needed"]
    sign(office, request, ACCOUNTANT)
    assert (request.status, balance(office, "3380"), balance(office, "3510")) == ("released", -request.amount, Money(0))
    assert len(world.notices(office, "refund_released")) == 1
    with pytest.raises(Refused) as again:
        sign(office, request, Actor(uuid4(), "Third"))
    assert codes(again) == ["refund_not_open"]


def test_nobody_releases_his_own_refund(office: Session) -> None:
    request = late_money(office)
    with pytest.raises(Refused) as refusal:
        sign(office, request, Actor(ALIYA, "Aliya"))
    assert codes(refusal) == ["not_for_oneself"]


def test_a_released_refund_is_paid_out_by_the_line_that_names_it(office: Session) -> None:
    request = late_money(office)
    sign(office, request, FINANCE)
    sign(office, request, ACCOUNTANT)
    day = DUE + timedelta(days=2)
    out = Op(str(request.amount), f"возврат {request.number}", incoming=False, day=day, payer_account="KZ55")
    world.load(office, day, request.amount, out)
    office.expire_all()
    assert (request.status, request.paid_out_on) == ("paid_out", day)
    assert office.scalars(select(StatementLine.way).where(~StatementLine.incoming)).one() == "payout"
    assert (balance(office, "3380"), balance(office, "1030")) == (Money(0), Money(0))


def test_a_refund_that_leaves_twice_in_one_file_is_paid_out_once_and_every_line_is_booked(office: Session) -> None:
    request = late_money(office)
    sign(office, request, FINANCE)
    sign(office, request, ACCOUNTANT)
    day = DUE + timedelta(days=2)
    twice = [
        Op(str(request.amount), f"возврат {request.number}", False, nth, day, payer_account="KZ55")
        for nth in ("1", "2")
    ]
    world.load(office, day, request.amount, *twice)
    ways = office.scalars(select(StatementLine.way).where(~StatementLine.incoming).order_by(StatementLine.number))
    assert ways.all() == ["payout", "clearing"]
    assert (balance(office, "3380"), balance(office, "1030")) == (Money(0), -request.amount)
    assert tie_out(office).holds


def test_a_refund_to_another_account_is_no_payout(office: Session) -> None:
    request = late_money(office)
    sign(office, request, FINANCE)
    sign(office, request, ACCOUNTANT)
    day = DUE + timedelta(days=2)
    out = Op(str(request.amount), f"возврат {request.number}", incoming=False, day=day, payer_account="KZ66")
    world.load(office, day, request.amount, out)
    assert request.status == "released"


def test_late_money_may_pay_another_invoice_until_it_is_released(office: Session) -> None:
    request = late_money(office)
    sign(office, request, FINANCE)
    other = world.invoice(office, credits=2, due=DUE + timedelta(days=5))
    advances.use(office, ALIYA, other.invoice_id)
    assert (other.status, other.paid_on) == ("paid", DUE + timedelta(days=1))
    assert len(world.told(office, "billing.invoice_paid")) == 1
    assert request.status == "withdrawn"
    rest = office.scalars(select(RefundRequest).where(RefundRequest.status == "open")).one()
    assert (rest.amount, rest.to_account) == (Money.of(55500), "KZ55")
    assert len(world.notices(office, "advance_used")) == 1


def test_an_advance_pays_nothing_after_the_due_date_and_nothing_of_others(office: Session) -> None:
    late_money(office)
    other = world.invoice(office, credits=2, due=DUE)
    with pytest.raises(Refused) as refusal:
        advances.use(office, ALIYA, other.invoice_id)
    assert codes(refusal) == ["due_date_passed"]
    foreign = world.invoice(office, world.DANA, due=DUE + timedelta(days=9))
    with pytest.raises(Refused) as none:
        advances.use(office, world.DANA, foreign.invoice_id)
    assert codes(none) == ["no_advance"]


def test_overpaid_money_is_refunded_when_the_student_asks_once(office: Session) -> None:
    one = world.invoice(office)
    world.load(office, DAY, "0", world.pays(one, "100000"))
    advance = office.scalars(select(Advance)).one()
    request = refunds.ask(office, advance.advance_id)
    assert (request.amount, request.number[:4]) == (Money.of(7500), "TB25")
    with pytest.raises(Refused) as refusal:
        refunds.ask(office, advance.advance_id)
    assert codes(refusal) == ["refund_already_asked"]


def test_arrears_are_told_as_sums_and_reversed_not_deleted(office: Session) -> None:
    arrears.charge(
        office, [Charge(ALIYA, "fees", Money.of(5000), "library", DAY), Charge(ALIYA, "tuition", Money.of(9), "t", DAY)]
    )
    arrears.charge(office, [Charge(ALIYA, "fees", -Money.of(5000), "returned", DAY)])
    bodies = world.told(office, "billing.arrears_changed")
    assert [(body["version_no"], body["fees"], body["tuition"]) for body in bodies] == [
        (2, "5000.00", "9.00"), (3, "0.00", "9.00"),
    ]  # fmt: skip
    with pytest.raises(Refused) as refusal:
        arrears.charge(office, [Charge(ALIYA, "rent", Money(0), "", DAY)])
    assert codes(refusal) == ["arrears_kind_unknown", "amount_is_zero", "ground_missing"]
