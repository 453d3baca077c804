"""What meets an expulsion review: a cure in the same instant, days off, outages, people gone, summer courses (R11)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from services.registration.models.accounts import RoleGrant
from services.registration.models.applications import Application
from services.registration.models.campus import Student
from services.registration.models.review_effects import ReviewEffect
from services.registration.models.reviews import ReviewWord
from services.registration.usecases import people
from services.registration.usecases.people import Standing
from services.registration.workflows import dates, reviewing
from shared.clock import office_day
from shared.contracts.grading import AbsenceCured
from shared.errors import Refused
from tests.databases import Bound
from tests.workflows.office import BEGINS
from tests.workflows.review_desk import Desk
from tests.workflows.test_long_outage import down, held, release
from tests.workflows.test_reviews import standing
from tests.workflows.test_summer_way import nothing_is_left_lying, opened, pay_all

DAY = timedelta(days=1)


@pytest.mark.parametrize("cure_first", [True, False])
def test_a_cure_in_the_instant_of_the_order_closes_the_case_or_has_the_order_revoked(
    undone_databases: Bound, cure_first: bool
) -> None:
    desk = Desk(undone_databases)
    case = desk.open("restudy_unpaid")
    desk.to_the_rector(case)
    if cure_first:
        desk.cured("restudy_unpaid")
        with pytest.raises(Refused):
            desk.signs(case)
        assert (desk.stands(case), standing(desk)[0]) == ("cured", "studying")
        return
    desk.statements_are_in()
    with desk.together():
        desk.signs(case)
        desk.cured("restudy_unpaid")
    assert (desk.stands(case), standing(desk)[0]) == ("revoked", "expelled")
    desk.revokes(case)
    assert standing(desk)[0] == "studying"
    nothing_is_left_lying(desk)


def test_a_fee_paid_after_the_day_of_the_order_is_too_late(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    case = desk.open("restudy_unpaid")
    desk.to_the_rector(case)
    desk.signs(case)
    desk.days(1)
    desk.cured("restudy_unpaid")
    assert (desk.stands(case), standing(desk)[0]) == ("he may appeal", "expelled")
    assert "too_late: registration.ground_cured" in desk.history(case)


def test_two_grounds_at_once_end_by_one_order_and_begin_anew_when_it_is_revoked(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    fought, owes = desk.open("discipline"), desk.open("absent_share")
    with pytest.raises(Refused, match="review_open_already"):
        desk.open("discipline")
    desk.to_the_rector(owes)
    desk.signs(owes)
    assert desk.stands(fought) == "overtaken"
    desk.journal_says(AbsenceCured, "share", 2, why="corrected")
    desk.revokes(owes)
    assert [(one.ground, one.reopens) for one in desk.cases()[2:]] == [("discipline", fought)]
    nothing_is_left_lying(desk)


def test_who_has_left_the_office_is_not_asked_and_a_silent_one_is_answered_for(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    with desk.of.registration.transaction() as session:
        gone = update(RoleGrant).where(RoleGrant.person_id == desk.adviser)
        session.execute(gone.values(valid_until=BEGINS - DAY))
    case = desk.open_by_hand()
    desk.reads()
    desk.explains(case)
    assert desk.stands(case) == "the adviser's deputy's opinion"
    desk.opines(case, "adviser", desk.staff("specialist", 1))
    assert desk.stands(case) == "the dean's opinion"
    desk.days(7)
    assert desk.stands(case) == "the dean's deputy's opinion"
    desk.opines(case, "dean", desk.staff("rectorate"))
    assert desk.stands(case) == "the commission is called"
    with desk.of.registration.read() as session:
        assert list(session.scalars(select(ReviewWord.as_deputy).where(ReviewWord.advice != ""))) == [True, True]


def test_days_that_end_on_a_day_off_end_later_and_an_outage_takes_nothing(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    case = desk.open_by_hand()
    desk.reads()
    until = desk.case(case).explain_until
    assert until
    name = {"kk": "Демалыс", "ru": "Выходной", "en": "Day off"}
    with desk.as_(desk.staff("chairman")) as session:
        dates.move_day(session, office_day(until), False, name)
    later = desk.case(case).explain_until
    assert later and later > until
    desk.to(later - timedelta(hours=1))
    assert (desk.stands(case), "review_remind_explain" in desk.told()) == ("he explains", True)
    down(desk, 6)
    assert held(desk) == {("registration", "he_explains"): 1}
    assert (desk.stands(case), "review_deadline_held" in desk.told()) == ("he explains", True)
    release(desk)
    assert desk.stands(case) == "the adviser's opinion"
    desk.explains(case, "I was in the mountains")


@pytest.mark.parametrize("delivered", [True, False])
def test_a_notice_that_nobody_opens_is_handed_over_or_its_failure_is_on_record(
    undone_databases: Bound, delivered: bool
) -> None:
    desk = Desk(undone_databases)
    case = desk.open_by_hand()
    desk.days(7)
    assert desk.stands(case) == "the office hands it over on paper"
    desk.days(14)
    assert desk.stands(case) == "the office hands it over on paper"
    assert "review_late_paper" in desk.told(desk.staff("chairman").person_id)
    with desk.as_(desk.staff("specialist")) as session:
        reviewing.hand_over(session, case, "Receipt 12" if delivered else "Letter came back", delivered=delivered)
    assert (desk.stands(case), desk.case(case).reached_how) == ("he explains", "paper" if delivered else "failed")


@pytest.mark.parametrize("pays", [True, False])
def test_nobody_is_expelled_while_his_application_may_still_cure_it(undone_databases: Bound, pays: bool) -> None:
    office, (one,) = opened(undone_databases, capacity=1, number=1)
    desk = Desk(undone_databases)
    assert one.debt_id and one.due_at
    desk.about_student(one.student_id, one.debt_id)
    case = desk.open("restudy_unpaid")
    desk.heard(case)
    desk.calls(case, office_day(desk.now()) + 5 * DAY)
    desk.decides(case)
    assert desk.stands(case) == ("what his application brings")
    if pays:
        pay_all(office, [one])
    else:
        office.to(one.due_at + timedelta(hours=9))
        office.bank(office_day(office.dates.drawn_at), office_day(one.due_at))
    assert desk.stands(case) == ("cured" if pays else "the rector decides")


@pytest.mark.parametrize("given_on", [True, False])
def test_an_order_between_payment_and_start_is_undone_as_far_as_the_seat_was_not_given_on(
    undone_databases: Bound, given_on: bool
) -> None:
    office, cases = opened(undone_databases, capacity=1, number=2 if given_on else 1)
    one = cases[0]
    desk = Desk(undone_databases)
    assert one.debt_id
    desk.about_student(one.student_id, one.debt_id)
    case = desk.open("absent_share")
    desk.heard(case)
    desk.calls(case, office_day(desk.now()) + 5 * DAY)
    desk.decides(case)
    pay_all(office, [one])
    desk.signs(case)
    left = office.case(one)
    assert (left.way, left.refunded) == ("left_university", left.invoice_amount)
    assert desk.stands(case) == "he may appeal"
    if given_on:
        office.answer(cases[1], True)
    desk.journal_says(AbsenceCured, "share", 2, why="excused")
    desk.revokes(case)
    assert courses(desk, case) == {"done": one.case_id, "lost" if given_on else "undone": one.case_id}
    again = [row.state for row in office.cases() if row.instead_of == one.case_id]
    assert again == ([] if given_on else ["on_sheet"])
    nothing_is_left_lying(desk)


def test_who_is_transferred_elsewhere_by_an_order_may_finish_his_course_as_an_external(undone_databases: Bound) -> None:
    office, (one,) = opened(undone_databases, capacity=1, number=1)
    desk = Desk(undone_databases)
    assert one.debt_id
    desk.about_student(one.student_id, one.debt_id)
    pay_all(office, [one])
    case = desk.open("transfer")
    with desk.as_(desk.staff("chairman")) as session:
        student = session.get_one(Student, one.student_id)
        by_hand = Standing(student.group_id, 2, "fee", "expelled", graduating=False)
        with pytest.raises(Refused, match="expelled_by_order"):
            people.set_standing(session, one.student_id, by_hand)
    desk.to_the_rector(case)
    desk.signs(case)
    assert (standing(desk)[0], office.case(one).state, desk.stands(case)) == (
        "transferred",
        "on_sheet",
        "he may appeal",
    )


def courses(desk: Desk, case: UUID) -> dict[str, UUID]:
    """Which of his applications the order ended, and what became of each."""
    with desk.of.registration.read() as session:
        rows = session.scalars(select(ReviewEffect).where(ReviewEffect.case_id == case, ReviewEffect.what == "course"))
        return {row.state: session.get_one(Application, UUID(row.subject)).case_id for row in rows}
