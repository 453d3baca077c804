"""Lines of the queue: assigned, split, returned, classed, chosen; each once, by another than the one concerned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.assigning import Share
from services.billing.models import Advance, ClassRuleRow, Invoice, LineAct, LineReturn, QueueItem, StatementLine
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import assigning, choosing, classing, overdue, returning
from shared.clock import at, set_office
from shared.errors import Refused
from shared.identity import Actor
from shared.money import Money
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.world import ALIYA, DANA, DAY, DUE, load, notices, pays, told

AFTER = DUE + timedelta(days=1)
OFFICER, CHIEF = Actor(uuid4(), "Officer", ()), Actor(uuid4(), "Chief", ())


@contextmanager
def acting(session: Session, actor: Actor) -> Iterator[None]:
    session.info["actor"] = actor
    yield
    del session.info["actor"]


@pytest.fixture(autouse=True)
def officer(office: Session) -> Iterator[None]:
    with acting(office, OFFICER):
        yield


def queued(session: Session, amount: str, day: date = DAY, purpose: str = "лето", until: date | None = None) -> UUID:
    """An unidentified line in the queue."""
    load(session, DAY, "0", Op(amount, purpose, day=day), until=until or day)
    return session.scalars(select(StatementLine.line_id)).one()


def refused(act: object) -> list[str]:
    assert isinstance(act, Refused)
    return [reason.code for reason in act.reasons]


def whole(one: Invoice) -> Share:
    return Share(one.amount.tiyn, one.invoice_id)


def test_a_line_assigned_by_hand_pays_and_is_told_and_on_record(office: Session) -> None:
    one = world.invoice(office)
    line_id = queued(office, str(one.amount))
    assigning.assign(office, line_id, [whole(one)], "the mother called")
    assert (one.status, one.paid_on, office.get_one(QueueItem, line_id).status) == ("paid", DAY, "assigned")
    assert [body["operation_on"] for body in told(office, "billing.invoice_paid")] == [DAY.isoformat()]
    assert len(notices(office, "payment_assigned")) == 1
    act = office.scalars(select(LineAct)).one()
    assert (act.act, act.student_id, act.made_by, act.why) == ("assign", ALIYA, OFFICER.person_id, "the mother called")
    assert tie_out(office).holds


def test_a_second_assignment_is_refused(office: Session) -> None:
    one = world.invoice(office)
    line_id = queued(office, str(one.amount))
    assigning.assign(office, line_id, [whole(one)])
    with pytest.raises(Refused) as second:
        assigning.assign(office, line_id, [whole(one)])
    assert refused(second.value) == ["line_already_decided"]


def test_a_line_is_split_over_invoices_and_an_account_in_one_act(office: Session) -> None:
    first, second = world.invoice(office), world.invoice(office, DANA, credits=3)
    line_id = queued(office, "150000")
    rest = Share(200000, student_id=DANA)
    assigning.assign(office, line_id, [whole(first), whole(second), rest])
    assert (first.status, second.status) == ("paid", "paid")
    kept = office.scalars(select(Advance)).one()
    assert (kept.student_id, kept.amount, kept.invoice_id, kept.why) == (DANA, Money(200000), None, "assigned")
    assert len(notices(office, "advance_assigned")) == 1
    assert tie_out(office).holds


def test_every_problem_of_a_split_is_named_at_once_and_nothing_happens(office: Session) -> None:
    one = world.invoice(office)
    line_id = queued(office, "150000")
    shares = [whole(one), whole(one), Share(-5, uuid4(), label="TK25"), Share(1, student_id=OFFICER.person_id)]
    with pytest.raises(Refused) as found:
        assigning.assign(office, line_id, shares)
    assert set(refused(found.value)) == {
        "recipient_twice", "recipient_unknown", "part_not_positive", "parts_do_not_add_up",
    }  # fmt: skip
    assert (one.status, office.get_one(QueueItem, line_id).status) == ("open", "waiting")


def test_nobody_assigns_to_himself(office: Session) -> None:
    one = world.invoice(office)
    line_id = queued(office, str(one.amount))
    with acting(office, Actor(ALIYA, "Aliya", ())), pytest.raises(Refused) as found:
        assigning.assign(office, line_id, [whole(one)])
    assert refused(found.value) == ["not_for_oneself"]
    office.info["actor"] = OFFICER


def test_money_in_time_that_waits_in_the_queue_protects_the_seat_that_it_may_be_for(office: Session) -> None:
    one = world.invoice(office)
    set_office(office, at(AFTER, 9))
    line_id = queued(office, str(one.amount), DUE, "Кожахметова лето", until=DUE)
    assert one.status == "open", "all statements are in, and nobody has looked at the line yet"
    assigning.assign(office, line_id, [whole(one)])
    assert (one.status, one.paid_on) == ("paid", DUE)
    assert told(office, "billing.invoice_overdue") == []


def test_the_seat_that_the_line_was_not_for_lapses_when_that_is_decided(office: Session) -> None:
    one, other = world.invoice(office), world.invoice(office, DANA)
    set_office(office, at(AFTER, 9))
    line_id = queued(office, str(one.amount), DUE, "Кожахметова лето", until=DUE)
    assert (one.status, other.status) == ("open", "overdue")
    classing.to_clearing(office, line_id, income_class(office), "a gift")
    assert one.status == "overdue"
    assert tie_out(office).holds


def test_the_queue_protects_for_two_banking_days_only_then_the_money_is_an_advance(office: Session) -> None:
    one = world.invoice(office)
    set_office(office, at(AFTER, 9))
    line_id = queued(office, str(one.amount), DUE, "Кожахметова лето", until=DUE)
    set_office(office, at(date(2025, 6, 9), 12))
    overdue.due_dates_passed(office, [one.invoice_id])
    assert one.status == "overdue"
    assigning.assign(office, line_id, [whole(one)])
    assert office.scalars(select(Advance.why)).one() == "late"
    assert len(told(office, "billing.late_money_kept")) == 1


def income_class(session: Session) -> UUID:
    return session.scalars(select(ClassRuleRow.rule_id).where(ClassRuleRow.number == 40)).one()


def test_a_return_needs_a_reason_and_a_second_person_and_ends_when_the_bank_paid_it(office: Session) -> None:
    line_id = queued(office, "700")
    with pytest.raises(Refused) as found:
        returning.ask(office, line_id, " ")
    assert refused(found.value) == ["ground_missing"]
    asked = returning.ask(office, line_id, "not ours")
    with pytest.raises(Refused) as alone:
        returning.release(office, asked.return_id)
    assert refused(alone.value) == ["second_person_needed"]
    with acting(office, CHIEF):
        returning.release(office, asked.return_id)
    office.info["actor"] = OFFICER
    assert tie_out(office).holds
    back = Op("700", f"возврат {asked.number}", incoming=False, day=AFTER, payer_account="KZ11111111111111PAYR")
    load(office, DAY + timedelta(days=1), "700", back, until=AFTER)
    assert office.scalars(select(LineReturn.status)).one() == "paid_out"
    assert office.get_one(QueueItem, line_id).status == "returned"
    assert tie_out(office).holds


def two(session: Session) -> tuple[Invoice, Invoice, UUID]:
    """One payment that names two invoices of one student, and is neither one nor all."""
    first, second = world.invoice(session), world.invoice(session, credits=3, due=DUE + timedelta(days=1))
    line_id = queued(session, "100000", purpose=f"{first.number} {second.number}")
    return first, second, line_id


def test_of_two_invoices_the_student_chooses_until_the_first_is_due(office: Session) -> None:
    first, second, line_id = two(office)
    assert len(notices(office, "choose_invoice")) == 1
    with pytest.raises(Refused) as other:
        choosing.choose(office, ALIYA, line_id, world.invoice(office, DANA).invoice_id)
    assert refused(other.value) == ["not_among_the_choices"]
    choosing.choose(office, ALIYA, line_id, second.invoice_id)
    assert (first.status, first.held, second.status) == ("open", Money(0), "paid")
    choosing.dues_passed(office, [line_id])
    assert first.held == Money(0)


def test_without_a_choice_the_earliest_due_has_all_of_it(office: Session) -> None:
    first, second, line_id = two(office)
    set_office(office, first.due_at)
    choosing.dues_passed(office, [line_id])
    assert (first.status, second.held) == ("paid", Money(0)), "never two halves"
    assert office.scalars(select(Advance.amount)).one() == Money.of("7500")
    assert len(notices(office, "chosen_by_due_date")) == 1


def test_a_line_that_named_its_invoice_needs_no_hand(office: Session) -> None:
    one = world.invoice(office)
    load(office, DAY, "0", pays(one))
    assert office.scalars(select(QueueItem)).all() == []
