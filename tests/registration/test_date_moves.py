"""A due date that moves while its invoice is on its way, and billing's answers in any order (R13.1, R8.4)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

from sqlalchemy import select

from services.registration.domain import moved_dates
from services.registration.models.applications import Application
from services.registration.queries.calendar import working_days
from services.registration.usecases.applications import Wish
from services.registration.workflows import dates, summer_enrolment
from shared.clock import end_of_day
from shared.contracts.billing import DueDateMoved, MoveDueDate
from shared.contracts.notifications import Notify
from shared.workflow.tables import Case
from tests.databases import Bound
from tests.registration.summer import Summer


def with_a_seat(summer: Summer) -> Application:
    case = summer.accepted(summer.section(1), 1)[0]
    summer.draw()
    return case


def move(summer: Summer, days: int) -> datetime:
    """The chairman gives so many working days more; answers the new due date."""
    day = working_days(summer.session).shift(summer.dates.due_on, days)
    dates.move(summer.session, summer.term.term_id, moved_dates.Wish("due_on", day, along=True), "the bank was closed")
    summer.session.expire_all()
    return end_of_day(day)


def answer(summer: Summer, case: Application, due_at: datetime, *, is_open: bool = True) -> None:
    """Billing's answer, with the statements due three days later."""
    by = due_at + timedelta(days=3)
    dates.due_dates_answered(summer.session, [DueDateMoved(case.case_id, due_at, is_open, by if is_open else None)])
    summer.settle()


def notices(summer: Summer) -> list[str]:
    told = [one for one in summer.told(Notify) if isinstance(one, Notify)]
    return [one.template for one in told if one.template in ("due_date_moved", "decision_needed")]


def test_an_invoice_that_was_on_its_way_is_moved_when_it_comes(summer: Summer) -> None:
    case = with_a_seat(summer)
    due_at = move(summer, 2)
    assert (case.state, case.due_at) == ("held", due_at)
    assert summer.told(MoveDueDate) == [], "there is no invoice yet, and no order between messages"
    summer.invoice([case])
    assert summer.told(MoveDueDate) == [MoveDueDate(case.case_id, due_at)]
    assert notices(summer) == []
    answer(summer, case, due_at)
    assert notices(summer) == ["due_date_moved"]
    assert summer.session.get_one(Case, case.case_id).due_at == due_at


def test_finance_is_asked_when_the_statements_of_the_new_date_are_missing_not_before(summer: Summer) -> None:
    case = with_a_seat(summer)
    summer.invoice([case])
    old = case.statements_by
    assert old
    due_at = move(summer, 2)
    answer(summer, case, due_at)
    summer.on(old)
    assert "decision_needed" not in notices(summer)
    summer.on(due_at + timedelta(days=3, seconds=1))
    assert "decision_needed" in notices(summer)


def test_the_answer_to_an_earlier_move_changes_nothing(summer: Summer) -> None:
    case = with_a_seat(summer)
    summer.invoice([case])
    first, second = move(summer, 1), move(summer, 1)
    assert second > first
    answer(summer, case, second)
    answer(summer, case, first)
    assert case.due_at == second
    assert case.statements_by == second + timedelta(days=3)
    assert notices(summer) == ["due_date_moved"]


def test_an_invoice_that_billing_had_closed_keeps_its_date(summer: Summer) -> None:
    case = with_a_seat(summer)
    summer.invoice([case])
    before = case.due_at
    assert before
    move(summer, 1)
    answer(summer, case, before, is_open=False)
    assert case.due_at == before
    assert notices(summer) == []


def test_sixteen_apply_while_the_date_moves_and_nobody_keeps_the_old_one(tirkeu_databases: Bound) -> None:
    db, number = tirkeu_databases.registration, 16
    with db.transaction() as session:
        summer = Summer(session)
        section = summer.section(number)
        summer.draw()
        summer.on(summer.dates.closes_at - timedelta(hours=1))
        wishes = [summer.wish(student, section) for student in summer.debtors(number)]
        term_id, new = summer.term.term_id, working_days(session).shift(summer.dates.due_on, 1)
    ready = Barrier(number + 1)

    def apply(wish: Wish) -> None:
        ready.wait()
        with db.transaction() as session:
            summer_enrolment.apply(session, [wish])

    def act() -> None:
        ready.wait()
        with db.transaction() as session:
            dates.move(session, term_id, moved_dates.Wish("due_on", new, along=True), "the bank was closed")

    with ThreadPoolExecutor(number + 1) as pool:
        done = [pool.submit(act), *(pool.submit(apply, wish) for wish in wishes)]
        for one in done:
            one.result(60)
    with db.read() as session:
        held = session.scalars(select(Application.due_at).where(Application.state == "held")).all()
    assert set(held) <= {end_of_day(new)}, "who came after the act had accepted other dates, and is asked anew"
