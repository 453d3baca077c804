"""What comes while a student chooses because his course is not held, and after his choice (D6, D14, R8.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from services.billing.usecases import statements
from services.registration.models.applications import Application
from services.registration.models.copies import DebtCopy
from services.registration.models.sections import Section
from services.registration.models.terms import Term
from services.registration.usecases import cancelling, not_held
from services.registration.workflows import choosing, summer_term
from shared.clock import at, office_day
from shared.errors import Refused
from tests.billing.domain.files import Op
from tests.billing.world import day_file
from tests.databases import Bound
from tests.workflows.office import Office, failed_course, university
from tests.workflows.test_minimum import advance_of, choose, fallen, raise_minimum, the_rest_of_the_window
from tests.workflows.test_sections_change import another_section
from tests.workflows.test_summer_way import nothing_is_left_lying, told
from tests.workflows.test_ways_out import debt_closes, leave, money, paid, price, stands

DAY = timedelta(days=1)


def term_withdrawn(office: Office, _: Application) -> None:
    with office.acting("rectorate") as session:
        term = session.scalars(select(Term).where(Term.season == "summer")).one()
        summer_term.withdraw(session, term.term_id, "no teachers")


def expelled(office: Office, case: Application) -> None:
    stands(office, case.student_id, "expelled")


def debt_gone(office: Office, case: Application) -> None:
    debt_closes(office, case, "appeal")


@pytest.mark.parametrize("comes", [term_withdrawn, expelled, debt_gone])
def test_who_need_not_choose_any_more_has_everything_back_at_once(
    undone_databases: Bound, comes: Callable[[Office, Application], None]
) -> None:
    office, (case,) = fallen(undone_databases, paid=1)
    assert case.choose_until
    comes(office, case)
    office.wire.carry()
    assert office.standing(case) == ["cancelled_refunded"]
    assert money(office, case) == (price(case), 0, "cancelled")
    assert advance_of(office, case.student_id)[1] != [], "it goes back, and lies on no account"
    assert told(office, case.student_id)["course_advance"] == 0
    office.to(office.dates.offers_end_at + DAY)
    nothing_is_left_lying(office)


def test_of_the_dead_nobody_is_asked_and_finance_gives_back_by_hand(undone_databases: Bound) -> None:
    office, (case,) = fallen(undone_databases, paid=1)
    stands(office, case.student_id, "deceased")
    assert office.standing(case) == ["left_university"]
    assert told(office, case.student_id)["course_refunded"] == 0
    assert advance_of(office, case.student_id)[0] == price(case)
    nothing_is_left_lying(office)


@pytest.mark.parametrize("choice_first", [True, False])
def test_the_choice_and_his_expulsion_meet(undone_databases: Bound, choice_first: bool) -> None:
    office, (case,) = fallen(undone_databases, paid=1)
    if choice_first:
        choose(office, case, "advance", carried=False)
        expelled(office, case)
    else:
        expelled(office, case)
    assert office.standing(case) == ["cancelled_advance" if choice_first else "cancelled_refunded"]
    assert advance_of(office, case.student_id)[0] == price(case)
    nothing_is_left_lying(office)


@pytest.mark.parametrize("leaves_first", [True, False])
def test_his_withdrawal_and_the_count_meet(undone_databases: Bound, leaves_first: bool) -> None:
    """Before the start everything goes back either way; who has begun to choose chooses."""
    office, (case,) = paid(undone_databases, 1)
    raise_minimum(office, 2)
    the_rest_of_the_window(office, case)
    office.set_clock(office.dates.counted_at)
    if leaves_first:
        leave(office, case, carried=False)
        office.to(office.dates.counted_at)
        assert office.standing(case) == ["withdrawn"]
    else:
        office.to(office.dates.counted_at)
        with pytest.raises(Refused) as refused:
            leave(office, case)
        assert {reason.code for reason in refused.value.reasons} == {"leaving_already"}
        choose(office, case, "refund")
        assert office.standing(case) == ["cancelled_refunded"]
    assert money(office, case)[0] == price(case)
    nothing_is_left_lying(office)


def moved(databases: Bound, credits: int = 0) -> tuple[Office, Application, Application]:
    """He takes another course, of so many credits more; his first case, and the one that began instead."""
    office, (case,) = fallen(databases, paid=1)
    other = another_section(office, owes(office, case.student_id, credits))
    with office.of.registration.transaction() as session:
        offer = not_held.prospect(session, session.get_one(Application, case.case_id), other).offer
        assert offer
        choosing.choose(session, case.case_id, "moved", other, offer.digest)
    office.wire.carry()
    with office.of.registration.read() as session:
        new = session.scalars(select(Application).where(Application.instead_of == case.case_id)).one()
    assert office.standing(case) == ["cancelled_moved"]
    return office, case, new


def owes(office: Office, student: UUID, more: int) -> UUID:
    """He owes one more course too, of at least so many credits more (or at most as many)."""
    mine = next(row for row in university().courses if row.id == failed_course())
    others = [row for row in university().courses if row.id != mine.id]
    rows = [row for row in others if (row.credits > mine.credits if more else row.credits <= mine.credits)]
    with office.of.registration.transaction() as session:
        debt = session.scalars(select(DebtCopy).where(DebtCopy.student_id == student)).first()
        assert debt
        values = {name: getattr(debt, name) for name in ("version_no", "student_id", "status", "reason", "percent")}
        session.add(
            DebtCopy(**values, debt_id=UUID(int=9), course_id=rows[0].id, term_id=debt.term_id, since=debt.since)
        )
    return rows[0].id


def test_a_course_that_costs_more_is_his_when_the_difference_is_paid(undone_databases: Bound) -> None:
    office, _, new = moved(undone_databases, credits=1)
    assert (new.state, told(office, new.student_id)["invoice_issued"]) == ("invoiced", 2)
    rest = price(new) - held(office, new)
    assert 0 < rest < price(new), "what he paid for the first is on it"
    today = office_day(office.now())
    op = Op(str(rest), f"оплата {new.invoice_number}", number="77", day=today, payer="Тест", payer_account="KZ77")
    office.to(office.now() + DAY)
    with office.of.billing.transaction() as session:
        statements.load(session, day_file(office.dates.due_on + DAY, office.balance, op, until=today), "rest.txt")
    office.wire.carry()
    assert office.standing(new) == ["on_sheet"]
    assert money(office, new)[1:] == (price(new), "paid")
    nothing_is_left_lying(office)


def held(office: Office, case: Application) -> int:
    """What his invoice has of its sum, in tenge."""
    return money(office, case)[1]


def test_where_the_chosen_course_falls_too_everything_goes_back(undone_databases: Bound) -> None:
    office, _, new = moved(undone_databases)
    assert office.standing(new) == ["on_sheet"]
    office.to(at(office.dates.starts_on + 8 * DAY, 10))
    with office.acting("chairman") as session:
        cancelling.cancel_section(session, session.get_one(Section, new.section_id).section_id, "the teacher has left")
    office.wire.carry()
    assert office.standing(new) == ["cancelled_after_start"]
    assert money(office, new) == (price(new), 0, "cancelled")
    nothing_is_left_lying(office)
