"""Steps of an expulsion review that come otherwise than planned: days, people, words, statements (R11.1, R13.1)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

import pytest

from services.registration.domain.review_commission import Vote
from services.registration.domain.reviews import OF_FEES
from services.registration.models.copies import DebtCopy
from services.registration.queries.review_work import waiting_for
from services.registration.usecases import review_protections
from services.registration.workflows import reviewing
from shared.clock import office_day
from shared.contracts.grading import AbsenceCrossed
from shared.contracts.registration import DebtsFinal
from shared.contracts.review_acts import ReStudyNotPaid
from shared.errors import Refused
from shared.identity import Actor
from shared.messaging import publish
from tests.databases import Bound
from tests.workflows.office import BEGINS
from tests.workflows.review_desk import Desk
from tests.workflows.test_summer_way import nothing_is_left_lying

DAY = timedelta(days=1)


def waits_for(desk: Desk, actor: Actor, case: UUID) -> bool:
    with desk.of.registration.read() as session:
        return case in {one.case_id for one in waiting_for(session, actor)}


@pytest.mark.parametrize("of_appeal", [False, True])
def test_a_commission_that_did_not_sit_is_on_record_and_another_day_is_named(
    undone_databases: Bound, of_appeal: bool
) -> None:
    desk = Desk(undone_databases)
    case, kind = desk.open_by_hand(), "appeal" if of_appeal else "review"
    if of_appeal:
        desk.to_the_rector(case)
        desk.signs(case)
        desk.appeals(case)
    else:
        desk.heard(case)
    desk.calls(case, kind=kind, after=3 if of_appeal else 0)
    lead, waits = desk.staff("leading_specialist"), "others decide" if of_appeal else "the commission decides"
    with desk.as_(lead) as session, pytest.raises(Refused, match="sitting_to_come"):
        reviewing.did_not_sit(session, case, "No quorum")
    failed = desk.commission(case, kind)
    desk.to(failed.meets_at + timedelta(hours=2))
    if not of_appeal:
        with pytest.raises(Refused, match="no_quorum"):
            desk.writes(case, (Vote.FOR, None, None))
    with desk.as_(lead) as session:
        reviewing.did_not_sit(session, case, "Two of three were ill")
    assert (desk.stands(case), waits_for(desk, lead, case)) == (waits, True)
    assert "heard: registration.sitting_failed" in desk.history(case)
    assert "review_sitting_failed" in desk.told() and "review_commission_off" in desk.told(failed.chair_id)
    late = f"review_late_{'appeal' if of_appeal else 'protocol'}"
    before = desk.told(desk.staff("chairman").person_id).count(late)
    desk.days(9)
    assert desk.told(desk.staff("chairman").person_id).count(late) == before + 1, "nobody named another day"
    if of_appeal:
        desk.appeal_is_decided(case, "kept")
    else:
        desk.calls(case)
        desk.decides(case)
    assert desk.stands(case) == ("expelled" if of_appeal else "the rector decides")
    nothing_is_left_lying(desk)


def test_a_commission_is_called_when_its_step_has_come(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    case = desk.open_by_hand()
    with pytest.raises(Refused, match="commission_not_now"):
        desk.calls(case)


def test_an_opinion_before_it_is_asked_is_not_taken_for_the_other_one(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    case = desk.open_by_hand()
    desk.opines(case, "dean")
    desk.reads()
    desk.explains(case)
    assert desk.stands(case) == "the adviser's opinion"
    desk.opines(case, "adviser")
    assert desk.stands(case) == "the commission is called"


def test_who_opens_the_notice_late_needs_no_paper(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    case = desk.open_by_hand()
    desk.days(7)
    assert desk.stands(case) == "the office hands it over on paper"
    desk.reads()
    assert (desk.stands(case), desk.case(case).reached_how) == ("he explains", "read")


@pytest.mark.parametrize("goes_on", [True, False])
def test_of_one_who_falls_ill_while_his_case_runs_a_person_says_whether_it_goes_on(
    undone_databases: Bound, goes_on: bool
) -> None:
    desk = Desk(undone_databases)
    case = desk.open_by_hand()
    desk.to_the_rector(case)
    today = office_day(desk.now())
    with desk.as_(desk.staff("specialist", 1)) as session:
        review_protections.protect(session, desk.student, "ill", today, today + 30 * DAY, "075/y")
    with pytest.raises(Refused, match="on_leave_or_ill"):
        desk.signs(case)
    with desk.as_(desk.staff("leading_specialist")) as session:
        reviewing.say_word(session, case, "The doctor allows it", goes_on=goes_on)
    assert desk.stands(case) == ("the rector decides" if goes_on else "not_begun")
    if goes_on:
        desk.signs(case)
    nothing_is_left_lying(desk)


@pytest.mark.parametrize("ground", sorted(OF_FEES))
def test_no_order_for_a_fee_before_the_statements_that_could_save_him_are_in(
    undone_databases: Bound, ground: str
) -> None:
    desk = Desk(undone_databases)
    case = desk.open(ground)
    desk.to_the_rector(case)
    with desk.together(), pytest.raises(Refused, match="statements_to_come"):
        desk.signs(case)
    desk.signs(case)
    assert desk.stands(case) == "he may appeal"


def test_a_second_ground_of_the_same_kind_has_its_own_case_when_the_first_has_ended(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    first = desk.open("absent_share")
    desk.journal_says(AbsenceCrossed, "share", about="another course")
    assert [one.case_id for one in desk.cases()] == [first]
    desk.cured("absent_share")
    again = desk.cases()[1]
    assert (desk.stands(first), again.ground, again.subject_id) == (
        "cured", "absent_share", uuid5(desk.student, "another course"),
    )  # fmt: skip


def test_a_second_debt_whose_final_date_has_passed_is_looked_at_when_the_first_case_is_over(
    undone_databases: Bound,
) -> None:
    desk = Desk(undone_databases)
    first = desk.open("restudy_unpaid")
    debt_id, over_before_the_office_began = uuid5(desk.debt, "second"), uuid5(desk.debt, "third")
    with desk.of.registration.transaction() as session:
        owed = session.get_one(DebtCopy, desk.debt)
        session.add_all(
            DebtCopy(
                debt_id=one, student_id=desk.student, course_id=owed.course_id, version_no=1,
                reason="failed", percent=None, term_id=owed.term_id, since=BEGINS - 700 * DAY, status="open",
            )
            for one in (debt_id, over_before_the_office_began)
        )  # fmt: skip
        publish(session, [ReStudyNotPaid(desk.student, debt_id, BEGINS - DAY)])
    desk.statements_are_in()
    with desk.as_(desk.staff("leading_specialist")) as session:
        reviewing.drop(session, first, "The receipt was found")
    desk.days(2)
    assert [(one.subject_id, desk.stands(one.case_id)) for one in desk.cases()] == [
        (desk.debt, "dropped"), (debt_id, "he opens the notice"),
    ]  # fmt: skip
    assert DebtsFinal.name not in desk.history(first)


def test_a_revocation_waits_for_the_rector_until_its_day(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    case = desk.open_by_hand()
    desk.to_the_rector(case)
    desk.signs(case)
    desk.days(20)
    with desk.as_(desk.staff("leading_specialist")) as session:
        reviewing.ask_revocation(session, case, "By decision of the court", "Decision 4")
    assert waits_for(desk, desk.staff("rectorate"), case)
    assert not waits_for(desk, desk.staff("chairman"), case)
    desk.days(10)
    assert "review_late_revocation" in desk.told(desk.staff("chairman").person_id)
    desk.revokes(case)
    assert not waits_for(desk, desk.staff("rectorate"), case)
