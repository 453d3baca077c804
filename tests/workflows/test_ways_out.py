"""Ways out of a summer case, through all four services, and races in both orders (R8.2, R8.6, R8.7, D7 to D24)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.models import Advance, Invoice, RefundRequest
from services.billing.queries.seats import seat_tie
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import statements
from services.grading.models import Debt, SheetRow
from services.grading.usecases import leaving as lines
from services.grading.usecases import rows
from services.registration.domain.leaving import Why
from services.registration.domain.timetable import WeeklyClass
from services.registration.models.applications import Application
from services.registration.models.campus import Student
from services.registration.models.seats import SeatOffer
from services.registration.models.terms import Term
from services.registration.queries.cases import TO_DECIDE, listed
from services.registration.usecases import cancelling, people, sections
from services.registration.usecases.people import Standing
from services.registration.usecases.sections import SectionPlan
from services.registration.workflows import leaving, summer_term
from shared.clock import at, office_day
from shared.contracts.grading import CloseRows, DebtChanged, OpenRows
from shared.identity.reach import Reach
from shared.messaging import publish
from shared.messaging.tables import outbox
from shared.money import Money
from tests.billing.domain.files import Op
from tests.billing.world import day_file
from tests.databases import Bound
from tests.workflows.office import Office
from tests.workflows.test_summer_way import nothing_is_left_lying, opened, pay_all, told

DAY = timedelta(days=1)


def paid(databases: Bound, number: int, capacity: int | None = None) -> tuple[Office, list[Application]]:
    """So many have applied, paid in time, and stand on the sheets."""
    office, cases = opened(databases, capacity=capacity or number, number=number)
    pay_all(office, cases)
    assert office.standing(*cases) == ["on_sheet"] * number
    return office, [office.case(case) for case in cases]


def leave(office: Office, case: Application, why: Why = Why.OWN_WISH, *, carried: bool = True) -> None:
    """The office takes him out on his paper."""
    with office.acting("chairman") as session:
        leaving.withdraw(session, session.get_one(Application, case.case_id), why, "A-17")
    if carried:
        office.wire.carry()


def bank_loads(office: Office, case: Application) -> None:
    """The bank's statement with his payment is loaded; what it tells is still on its way."""
    first, due = office_day(office.dates.drawn_at), case.due_at
    assert due
    op = Op(str(case.invoice_amount), f"оплата {case.invoice_number}", number="1", day=first + DAY, payer_account="KZ1")
    with office.of.billing.transaction() as session:
        statements.load(session, day_file(first, office.balance, op, until=office_day(due)), "race.txt")


def money(office: Office, case: Application) -> tuple[int, int, str]:
    """In tenge: what is being refunded, what is kept; and the state of the invoice. Bank = books = seats."""
    with office.of.billing.read() as session:
        invoice = session.scalars(select(Invoice).where(Invoice.case_id == case.case_id)).one()
        asked = session.scalars(
            select(RefundRequest).join(Advance).where(Advance.invoice_id == invoice.invoice_id)
        ).all()
        assert tie_out(session).holds and seat_tie(session).holds
        return sum(int(one.amount.tenge) for one in asked), int(invoice.held.tenge), invoice.status


def price(case: Application) -> int:
    return int(case.amount.tenge)


def test_who_leaves_before_paying_owes_nothing_and_his_seat_goes_along_the_line(undone_databases: Bound) -> None:
    office, (first, second, third) = opened(undone_databases, capacity=1, number=3)
    leave(office, first)
    assert office.standing(first, second, third) == ["withdrawn", "offered", "in_line"]
    assert money(office, first) == (0, 0, "cancelled")
    assert told(office, first.student_id)["withdrawn"] == 1
    leave(office, second)
    assert office.standing(second, third) == ["withdrawn", "offered"]
    with office.of.registration.read() as session:
        outcomes = session.scalars(select(SeatOffer.outcome).order_by(SeatOffer.made_at, SeatOffer.outcome))
        assert sorted(map(str, outcomes)) == ["None", "taken_back"]
    leave(office, third)
    assert (office.section.taken, office.section.waiting) == (0, 0)
    nothing_is_left_lying(office)


def test_in_the_first_week_three_quarters_go_back_and_the_teacher_is_told(undone_databases: Bound) -> None:
    office, (case, stays) = paid(undone_databases, 2)
    office.to(at(office.dates.starts_on + DAY, 10))
    leave(office, case)
    assert office.standing(case, stays) == ["withdrawn", "on_sheet"]
    back = price(case) * 75 // 100
    assert money(office, case) == (back, price(case) - back, "withdrawn")
    found = office.case(case)
    assert (found.refunded, found.left_why, found.left_paper) == (Money.of(back), "own_wish", "A-17")
    assert told(office, case.student_id)["money_back"] == 1
    assert told(office, office.teacher.person_id)["student_left"] == 1
    with office.of.grading.read() as session:
        lines = session.scalars(select(SheetRow).where(SheetRow.case_id == case.case_id)).all()
        assert {line.mark for line in lines} == {"W"}
    office.to(office.dates.sheets_due_at - DAY)
    office.teach({stays.student_id: ("80", "70")})
    assert office.standing(stays) == ["debt_closed"]
    nothing_is_left_lying(office)


@pytest.mark.parametrize(
    ("why", "day", "percent"), [(Why.ILLNESS, 14, 50), (Why.UNIVERSITY, 20, 100), (Why.OWN_WISH, 20, 0)]
)
def test_the_cause_decides_what_goes_back(undone_databases: Bound, why: Why, day: int, percent: int) -> None:
    office, (case,) = paid(undone_databases, 1)
    office.to(at(office.dates.starts_on + day * DAY, 10))
    leave(office, case, why)
    assert money(office, case)[0] == price(case) * percent // 100
    assert office.standing(case) == ["withdrawn"]


@pytest.mark.parametrize("payment_first", [True, False])
def test_leaving_and_the_payment_meet_and_everything_goes_back(undone_databases: Bound, payment_first: bool) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    assert case.due_at
    office.to(case.due_at - timedelta(hours=20))
    steps: list[Callable[[], None]] = [
        lambda: bank_loads(office, case), lambda: leave(office, case, carried=False),
    ]  # fmt: skip
    for step in steps if payment_first else reversed(steps):
        step()
    office.wire.carry()
    assert office.standing(case) == ["withdrawn"]
    assert money(office, case) == (price(case), 0, "cancelled")
    assert office.section.taken == 0
    nothing_is_left_lying(office)


@pytest.mark.parametrize("in_flight", [True, False])
def test_a_withdrawn_term_gives_everything_back_to_everybody(undone_databases: Bound, in_flight: bool) -> None:
    office, cases = opened(undone_databases, capacity=2, number=4)
    if in_flight:
        bank_loads(office, cases[0])
    else:
        pay_all(office, cases[:1])
    with office.acting("rectorate") as session:
        term = session.scalars(select(Term).where(Term.season == "summer")).one()
        summer_term.withdraw(session, term.term_id, "no teachers")
    office.wire.carry()
    assert set(office.standing(*cases)) <= {"term_withdrawn", "lapsed_unpaid"}
    assert office.standing(cases[0]) == ["term_withdrawn"]
    assert money(office, cases[0]) == (price(cases[0]), 0, "cancelled")
    with office.of.registration.read() as session:
        term = session.scalars(select(Term).where(Term.season == "summer")).one()
        assert (term.status, term.withdrawn_why) == ("withdrawn", "no teachers")
    assert (office.section.status, office.section.taken, office.section.waiting) == ("cancelled", 0, 0)
    assert told(office, office.teacher.person_id)["term_is_withdrawn"] == 1
    assert told(office, cases[0].student_id)["term_withdrawn"] == 1
    office.to(office.dates.sheets_due_at + DAY)
    nothing_is_left_lying(office)


def test_a_term_withdrawn_before_the_draw_ends_those_who_wait_for_it(undone_databases: Bound) -> None:
    office = Office(undone_databases, 2)
    office.to(office.dates.opens_at + timedelta(hours=1))
    office.apply(office.debtors[:2])
    with office.acting("rectorate") as session:
        summer_term.withdraw(session, office.section.term_id, "no teachers")
    office.wire.carry()
    assert office.standing(*office.cases()) == ["term_withdrawn"] * 2
    nothing_is_left_lying(office)


def test_a_course_cancelled_after_the_start_gives_everything_back(undone_databases: Bound) -> None:
    office, (case, other) = paid(undone_databases, 2)
    office.to(at(office.dates.starts_on + 8 * DAY, 10))
    with office.acting("chairman") as session:
        cancelling.cancel_section(session, office.section.section_id, "the teacher has left")
    office.wire.carry()
    assert office.standing(case, other) == ["cancelled_after_start"] * 2
    assert money(office, case) == (price(case), 0, "cancelled")
    nothing_is_left_lying(office)


def stands(office: Office, student_id: UUID, status: str) -> None:
    """The office sets another status."""
    with office.acting("chairman") as session:
        student = session.get_one(Student, student_id)
        people.change_standing(
            session, student_id,
            Standing(student.group_id, student.year_of_study, student.funding, status, student.graduating),
        )  # fmt: skip
    office.wire.carry()


@pytest.mark.parametrize(("days", "status", "percent"), [(-1, "expelled", 100), (3, "left", 75), (14, "on_leave", 50)])
def test_who_may_study_no_more_leaves_his_course(undone_databases: Bound, days: int, status: str, percent: int) -> None:
    office, (case,) = paid(undone_databases, 1)
    office.to(at(office.dates.starts_on + days * DAY, 10))
    stands(office, case.student_id, status)
    assert office.standing(case) == ["withdrawn" if status == "on_leave" else "left_university"]
    assert money(office, case)[0] == price(case) * percent // 100


def test_of_the_dead_nobody_is_told_and_the_money_waits_for_finance(undone_databases: Bound) -> None:
    office, (case,) = paid(undone_databases, 1)
    before = told(office, case.student_id)
    stands(office, case.student_id, "deceased")
    assert office.standing(case) == ["left_university"]
    assert money(office, case) == (0, 0, "cancelled"), "an advance without a request: by hand"
    assert told(office, case.student_id) == before
    nothing_is_left_lying(office)


def debt_closes(office: Office, case: Application, because: str) -> None:
    """Grading closes the debt otherwise; what it tells is on its way."""
    with office.of.grading.transaction() as session:
        debt = session.get_one(Debt, case.debt_id, with_for_update=True)
        debt.status, debt.version_no = "closed", debt.version_no + 1
        told = DebtChanged(
            debt.debt_id, debt.version_no, debt.student_id, debt.course_id, "closed", debt.reason, debt.percent,
            debt.term_id, debt.since, closed_because=because,
        )  # fmt: skip
        publish(session, [told])


def test_a_debt_that_is_gone_otherwise_cancels_the_application_with_everything_back(undone_databases: Bound) -> None:
    office, (case, waits) = opened(undone_databases, capacity=1, number=2)
    pay_all(office, [case])
    for one in (case, waits):
        debt_closes(office, one, "appeal")
    office.wire.carry()
    assert office.standing(case, waits) == ["debt_gone", "debt_gone"]
    assert money(office, case) == (price(case), 0, "cancelled")
    nothing_is_left_lying(office)


@pytest.mark.parametrize("result_first", [True, False])
def test_a_sealed_result_stands_before_a_debt_that_is_gone(undone_databases: Bound, result_first: bool) -> None:
    office, (case,) = paid(undone_databases, 1)
    office.to(office.dates.sheets_due_at - DAY)
    if result_first:
        office.teach({case.student_id: ("80", "49")})
        debt_closes(office, case, "appeal")
        office.wire.carry()
        assert office.standing(case) == ["debt_kept"]
        assert money(office, case)[0] == 0
    else:
        debt_closes(office, case, "appeal")
        office.wire.carry()
        assert office.standing(case) == ["debt_gone"]
    nothing_is_left_lying(office)


def test_a_sheet_that_is_sealed_while_he_leaves_decides(undone_databases: Bound) -> None:
    office, (case,) = paid(undone_databases, 1)
    office.to(office.dates.sheets_due_at - DAY)
    leave(office, case, carried=False)
    office.teach({case.student_id: ("80", "70")})
    assert office.standing(case) == ["debt_closed"]
    assert money(office, case)[0] == 0
    assert told(office, case.student_id)["debt_closed"] == 1
    nothing_is_left_lying(office)


def test_changed_times_let_him_go_for_a_day_with_everything(undone_databases: Bound) -> None:
    office, (case, stays) = paid(undone_databases, 2)
    office.to(at(office.dates.starts_on + DAY, 10))
    section = office.section
    with office.acting("chairman") as session:
        weekly = (WeeklyClass(6, time(8), time(10)),)
        sections.change(session, section.section_id, SectionPlan(section.teacher_id, section.capacity, 1, weekly))
    office.wire.carry()
    assert told(office, case.student_id)["section_times_changed"] == 1
    leave(office, case)
    assert office.standing(case) == ["left_changed_times"]
    assert money(office, case)[0] == price(case)
    office.to(office.now() + timedelta(hours=25))
    leave(office, stays)
    assert (office.standing(stays), money(office, stays)[0]) == (["withdrawn"], price(stays) * 75 // 100)


@pytest.mark.parametrize("asks_again", [True, False])
def test_the_office_decides_about_who_has_paid_and_no_sheet_takes(undone_databases: Bound, asks_again: bool) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    stranger = OpenRows(uuid4(), case.student_id, case.section_id, case.course_id, case.term_id, None)
    with office.of.grading.transaction() as session:
        rows.open_rows(session, [stranger])
        unheard(session)
    pay_all(office, [case])
    assert office.standing(case) == ["confirmed"]
    assert told(office, case.student_id)["rows_refused"] == 1
    with office.of.registration.read() as session:
        assert session.scalars(listed(Reach(everything=True), TO_DECIDE)).all() == [case.case_id]
    if asks_again:
        with office.of.grading.transaction() as session:
            lines.close_rows(session, [CloseRows(stranger.case_id, case.student_id, case.section_id, "", "mistake")])
            unheard(session)
    with office.acting("chairman") as session:
        (leaving.ask_sheet_again if asks_again else leaving.give_up)(session, case.case_id)
    office.wire.carry()
    assert office.standing(case) == ["on_sheet" if asks_again else "rows_refused"]
    assert money(office, case)[0] == (0 if asks_again else price(case))
    nothing_is_left_lying(office)


def unheard(session: Session) -> None:
    """Nobody waits for the answer about a case that registration does not know."""
    session.execute(outbox.delete().where(outbox.c.name.like("grading.rows_%")))
