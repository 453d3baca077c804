"""A wrong posting is reversed: counter-entries, both told, the seat judged by the original date (D16, R14.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from random import Random
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from services.billing.domain.assigning import Share
from services.billing.models import Advance, ClassRuleRow, Entry, Invoice, QueueItem, RefundRequest, StatementLine
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import advances, assigning, classing, leaving, overdue, reversing, statements
from shared.clock import at, set_office
from shared.contracts.billing import RefundCase
from shared.errors import Refused
from shared.identity import Actor
from shared.money import Money
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.world import ALIYA, DANA, DAY, DUE, load, notices, pays, told

OFFICER = Actor(uuid4(), "Officer", ())


@pytest.fixture(autouse=True)
def officer(office: Session) -> Iterator[None]:
    office.info["actor"] = OFFICER
    yield
    del office.info["actor"]


def posted(session: Session, one: Invoice, amount: str | None = None) -> UUID:
    load(session, DAY, "0", pays(one, amount))
    return session.scalars(select(StatementLine.line_id)).one()


def states(session: Session) -> list[object]:
    return [body["state"] for body in told(session, "billing.payment_reversed")]


def test_a_wrong_posting_goes_to_the_right_invoice_by_its_original_date(office: Session) -> None:
    wrong, right = world.invoice(office), world.invoice(office, DANA)
    line_id = posted(office, wrong)
    reversing.reverse(office, line_id, "the number was another's", to=[Share(right.amount.tiyn, right.invoice_id)])
    assert (wrong.status, wrong.held, right.status, right.paid_on) == ("open", Money(0), "paid", DAY)
    assert (len(notices(office, "posting_reversed")), len(notices(office, "payment_assigned"))) == (1, 1)
    assert (len(notices(office, "repay_needed")), states(office)) == (1, ["reversed"])
    assert "reversed" in office.scalars(select(Entry.kind)).all()
    assert tie_out(office).holds


def test_before_the_due_date_the_invoice_is_open_again_and_repaid_is_told_as_such(office: Session) -> None:
    one = world.invoice(office)
    line_id = posted(office, one)
    reversing.reverse(office, line_id, "wrong")
    assert (one.due_on, office.get_one(QueueItem, line_id).status) == (DUE, "waiting")
    assigning.assign(office, line_id, [Share(one.amount.tiyn, one.invoice_id)])
    assert one.status == "paid"
    assert (len(told(office, "billing.invoice_paid")), states(office)) == (1, ["reversed", "restored"])


def test_after_the_due_date_the_seat_is_kept_until_a_named_day_and_then_missed(office: Session) -> None:
    one = world.invoice(office)
    line_id = posted(office, one)
    set_office(office, at(DUE + timedelta(days=1), 9))
    until = DUE + timedelta(days=6)
    reversing.reverse(office, line_id, "wrong", repay_on=until)
    assert (one.status, one.due_on) == ("open", until)
    set_office(office, at(until + timedelta(days=1), 9))
    load(office, DAY + timedelta(days=1), str(one.amount), until=until)
    assert (one.status, states(office)) == ("overdue", ["reversed", "missed"])
    assert told(office, "billing.invoice_overdue") == [], "it was told as paid once"


def test_an_advance_with_its_refund_request_is_taken_back_unless_it_was_used(office: Session) -> None:
    one = world.invoice(office)
    line_id = posted(office, one, "120000")
    second = world.invoice(office, credits=3)
    kept = office.scalars(select(Advance)).one()
    advances.use(office, kept.student_id, second.invoice_id)
    with pytest.raises(Refused) as found:
        reversing.reverse(office, line_id, " ")
    assert {reason.code for reason in found.value.reasons} == {"ground_missing", "advance_used_since"}


def test_late_money_that_was_anothers_leaves_no_refund_request(office: Session) -> None:
    one = world.invoice(office)
    set_office(office, at(DUE + timedelta(days=1), 9))
    load(office, DAY, "0", pays(one, day=DUE + timedelta(days=1)), until=DUE + timedelta(days=1))
    line_id = office.scalars(select(StatementLine.line_id)).one()
    reversing.reverse(office, line_id, "wrong")
    assert office.scalars(select(RefundRequest.status)).one() == "withdrawn"
    assert office.scalars(select(Advance.left)).one() == Money(0)
    assert tie_out(office).holds


def test_a_part_that_was_reversed_is_not_given_back_a_second_time_when_the_invoice_lapses(office: Session) -> None:
    one = world.invoice(office)
    line_id = posted(office, one, "100")
    reversing.reverse(office, line_id, "wrong")
    set_office(office, at(DUE + timedelta(days=1), 9))
    load(office, DAY + timedelta(days=1), "100", until=DUE)
    overdue.due_dates_passed(office, [one.invoice_id])
    assert one.status == "overdue"
    assert office.scalars(select(Advance)).all() == []
    assert tie_out(office).holds


def test_a_line_that_a_rule_put_past_us_comes_to_the_queue(office: Session) -> None:
    load(office, DAY, "0", Op("500", "аренда зала"))
    line_id = office.scalars(select(StatementLine.line_id)).one()
    reversing.reverse(office, line_id, "it was for the summer term")
    assert office.get_one(QueueItem, line_id).status == "waiting"
    assert (str(tie_out(office).clearing), str(tie_out(office).queued_total)) == ("0.00", "500.00")
    with pytest.raises(Refused) as again:
        reversing.reverse(office, line_id, "twice")
    assert [reason.code for reason in again.value.reasons] == ["line_not_posted"]


def test_a_statement_is_never_unloaded_and_the_way_out_is_named(office: Session) -> None:
    loaded = load(office, DAY, "0")
    with pytest.raises(Refused) as found:
        statements.unload(office, loaded.file_id)
    assert [reason.code for reason in found.value.reasons] == ["statement_stays"]


def test_money_of_a_course_that_was_left_is_not_reversed_in_half(office: Session) -> None:
    one = world.invoice(office)
    line_id = posted(office, one)
    leaving.give_back(office, [RefundCase(one.case_id, 75, 100, "own_wish")])
    with pytest.raises(Refused) as found:
        reversing.reverse(office, line_id, "wrong")
    assert [reason.code for reason in found.value.reasons] == ["line_partly_kept"]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_by_hand_in_any_order_every_tenge_lies_in_one_place(office: Session, seed: int) -> None:
    draw = Random(seed)
    invoices = [world.invoice(office, student, credits) for student in (ALIYA, DANA) for credits in (2, 3, 5)]
    ops = [Op(str(draw.randrange(1, 1500) * 100), f"? {nth}", number=str(nth)) for nth in range(6)]
    ops += [pays(one, number=f"N{nth}") for nth, one in enumerate(invoices[:2])]
    load(office, DAY, "0", *ops)
    lines = list(office.scalars(select(StatementLine)))
    done = 0
    for _ in range(40):
        line, one = draw.choice(lines), draw.choice(invoices)
        part = draw.randrange(0, line.amount.tiyn)
        shares = [Share(line.amount.tiyn - part, one.invoice_id)]
        shares += [Share(part, student_id=one.student_id)] if part else []
        rule = office.scalars(select(ClassRuleRow.rule_id).where(ClassRuleRow.number == 40)).one()
        acts: list[Callable[[], object]] = [
            partial(assigning.assign, office, line.line_id, shares),
            partial(reversing.reverse, office, line.line_id, "drawn"),
            partial(classing.to_clearing, office, line.line_id, rule, "drawn"),
        ]
        try:
            draw.choice(acts)()
            done += 1
        except Refused:
            continue
        assert tie_out(office).holds
        assert all(Money(0) <= invoice.held <= invoice.amount for invoice in invoices)
    assert done > 10
    office.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
