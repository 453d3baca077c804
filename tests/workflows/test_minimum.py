"""A course under its minimum, through all four services, and races in both orders (R8.5, D6)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from services.billing.models import Advance, RefundRequest
from services.registration.models.applications import Application
from services.registration.models.sections import Section
from services.registration.workflows import choosing
from shared.clock import at, office_day
from shared.errors import Refused
from tests.databases import Bound
from tests.workflows.office import Office
from tests.workflows.test_money_ways import declares
from tests.workflows.test_summer_way import nothing_is_left_lying, opened, pay_all, told
from tests.workflows.test_ways_out import leave, money, price

DAY = timedelta(days=1)


def fallen(databases: Bound, paid: int = 3, unpaid: int = 0) -> tuple[Office, list[Application]]:
    """So many have paid; the minimum is one more, and the count has come."""
    office, cases = opened(databases, capacity=paid + unpaid, number=paid + unpaid)
    raise_minimum(office, paid + 1)
    pay_all(office, cases[:paid])
    the_rest_of_the_window(office, cases[0])
    office.to(office.dates.counted_at)
    return office, [office.case(case) for case in cases]


def the_rest_of_the_window(office: Office, case: Application) -> None:
    """The statements through T-8 are in (D1)."""
    assert case.due_at
    office.to(at(office.dates.due_on + DAY, 9))
    office.bank(office_day(case.due_at) + DAY, office.dates.due_on)


def raise_minimum(office: Office, students: int) -> None:
    with office.of.registration.transaction() as session:
        section = session.get_one(Section, office.section.section_id)
        section.capacity = max(section.capacity, students)
        section.minimum = students


def choose(office: Office, case: Application, choice: str, *, carried: bool = True) -> None:
    with office.of.registration.transaction() as session:
        choosing.choose(session, case.case_id, choice, student_id=case.student_id)
    if carried:
        office.wire.carry()


def advance_of(office: Office, student: UUID) -> tuple[int, list[str]]:
    """What stays on his account, in tenge, and the refund requests for it."""
    with office.of.billing.read() as session:
        left = sum(int(one.left.tenge) for one in session.scalars(select(Advance).where(Advance.student_id == student)))
        asked = select(RefundRequest.status).where(RefundRequest.student_id == student)
        return left, list(session.scalars(asked))


def test_each_who_paid_chooses_and_who_says_nothing_keeps_an_advance(undone_databases: Bound) -> None:
    office, (one, two, silent) = fallen(undone_databases)
    assert office.section.status == "cancelled"
    assert told(office, one.student_id)["course_not_held"] == 1
    choose(office, one, "refund")
    choose(office, two, "advance")
    assert office.standing(one, two, silent) == ["cancelled_refunded", "cancelled_advance", "on_sheet"]
    office.to(office.dates.offers_end_at)
    assert office.standing(silent) == ["cancelled_advance"]
    assert money(office, one)[0] == price(one)
    assert advance_of(office, two.student_id) == (price(two), [])
    assert advance_of(office, silent.student_id) == (price(silent), [])
    assert told(office, silent.student_id)["course_advance"] == 1
    assert office.section.taken == 0
    assert told(office, office.teacher.person_id)["course_under_minimum"] == 1
    nothing_is_left_lying(office)


def test_at_its_minimum_it_runs_also_when_somebody_leaves_afterwards(undone_databases: Bound) -> None:
    office, cases = opened(undone_databases, capacity=2, number=2)
    raise_minimum(office, 2)
    pay_all(office, cases)
    the_rest_of_the_window(office, cases[0])
    office.to(office.dates.counted_at)
    leave(office, cases[0])
    office.to(at(office.dates.starts_on, 9))
    assert office.standing(*cases) == ["withdrawn", "on_sheet"]


@pytest.mark.parametrize("choice_first", [True, False])
def test_the_choice_and_its_deadline_meet(undone_databases: Bound, choice_first: bool) -> None:
    office, (case,) = fallen(undone_databases, paid=1)
    last = office.dates.offers_end_at
    office.to(last - timedelta(minutes=1))
    if choice_first:
        office.set_clock(last)
        choose(office, case, "refund", carried=False)
        office.to(last)
        assert office.standing(case) == ["cancelled_refunded"]
    else:
        office.to(last)
        with pytest.raises(Refused) as refused:
            choose(office, case, "refund")
        assert {reason.code for reason in refused.value.reasons} == {"nothing_to_choose"}
        assert office.standing(case) == ["cancelled_advance"]
    nothing_is_left_lying(office)


def test_the_count_waits_for_the_statements(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    raise_minimum(office, 2)
    office.to(office.dates.counted_at + timedelta(hours=1))
    assert office.standing(case) == ["invoiced"], "its statements are not in"
    assert office.section.status == "open"
    first, due = office_day(office.dates.drawn_at), case.due_at
    assert due
    office.bank(first, office.dates.due_on, (case, first + DAY))
    assert office.section.status == "cancelled"
    choose(office, office.case(case), "refund")
    assert office.standing(case) == ["cancelled_refunded"]
    nothing_is_left_lying(office)


def test_a_count_that_waited_too_long_still_leaves_a_day_to_choose(undone_databases: Bound) -> None:
    office, cases = opened(undone_databases, capacity=1, number=1)
    raise_minimum(office, 2)
    pay_all(office, cases)
    office.to(office.dates.offers_end_at)
    assert office.section.status == "cancelled", "at the last moment it is counted without them"
    assert office.standing(*cases) == ["on_sheet"]
    choose(office, cases[0], "refund")
    assert office.standing(*cases) == ["cancelled_refunded"]


def test_nobody_paid_and_their_cases_simply_end(undone_databases: Bound) -> None:
    office, (paid, *_) = fallen(undone_databases, paid=1, unpaid=2)
    assert sorted(set(office.standing(*office.cases()))) == ["lapsed_unpaid", "on_sheet"]
    choose(office, paid, "advance")
    nothing_is_left_lying(office)


@pytest.mark.parametrize(
    "late", ["billing.invoice_overdue", "billing.invoice_paid", "billing.statements_loaded", "billing.settled_listed"]
)
def test_the_count_waits_for_what_the_statements_decided_whatever_comes_last(
    undone_databases: Bound, late: str
) -> None:
    office, (paid, *others) = opened(undone_databases, capacity=3, number=3)
    raise_minimum(office, 2)
    office.to(office.dates.counted_at + timedelta(hours=1))
    assert office.standing(paid, *others) == ["invoiced"] * 3
    office.wire.late = frozenset({late})
    first = office_day(office.dates.drawn_at)
    office.bank(first, office.dates.due_on, (paid, first + DAY))
    office.to(office.now() + timedelta(minutes=10))
    assert office.standing(paid, *others) == ["on_sheet", "lapsed_unpaid", "lapsed_unpaid"]
    assert office.section.status == "cancelled"
    choose(office, paid, "refund")
    assert office.standing(paid) == ["cancelled_refunded"]
    assert money(office, paid) == (price(paid), 0, "cancelled")
    nothing_is_left_lying(office)


def test_a_seat_that_is_not_known_to_be_unpaid_counts(undone_databases: Bound) -> None:
    office, (paid, declared) = opened(undone_databases, capacity=2, number=2)
    raise_minimum(office, 2)
    declares(office, declared, abroad=True)
    pay_all(office, [paid])
    the_rest_of_the_window(office, paid)
    office.to(office.dates.counted_at)
    assert office.standing(paid, declared) == ["on_sheet", "invoiced"]
    assert office.section.status == "open", "his receipt may be true (R13.1)"
