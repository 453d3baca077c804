"""A freed seat goes to the first who still qualifies; limits count held and confirmed seats (R3.5, R8.3)."""

import pytest
from sqlalchemy import select

from services.registration.models.applications import Application
from services.registration.models.copies import ArrearsCopy, ReceiptHoldCopy
from services.registration.models.sections import Section
from services.registration.usecases.policies import set_policy
from services.registration.workflows import seat_offer
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.errors import Refused
from shared.money import Money
from shared.workflow.tables import CaseHistory
from tests.registration.summer import Summer
from tests.registration.test_summer_enrolment import full_with_line, way


def other_courses(summer: Summer, number: int) -> list[Section]:
    """Sections of other courses, none of which anybody sits in; everybody owes them."""
    others = sorted(course for course in summer.debtors_by_course if course != summer.course_id)[:number]
    assert len(others) == number
    for course in others:
        summer.debtors(60, course)
    return [summer.section(1, course) for course in others]


def limit(summer: Summer, courses: int) -> None:
    set_policy(summer.session, "summer_limits", {"courses": courses, "credits": 60}, now(summer.session).day, "a test")
    summer.session.flush()


def test_places_in_lines_use_up_no_limit_held_seats_do(summer: Summer) -> None:
    limit(summer, 2)
    *sections, last = other_courses(summer, 6)
    first, mine = summer.debtors(2, sections[0].course_id)
    summer.draw()
    limit(summer, 9)
    assert all(isinstance(one, Application) for section in sections[:3] for one in summer.apply(section, [first]))
    limit(summer, 2)
    lines = [summer.apply(section, [mine])[0] for section in sections[:3]]
    assert summer.states([one for one in lines if isinstance(one, Application)]) == ["in_line"] * 3
    seats = [summer.apply(section, [mine])[0] for section in sections[3:]]
    assert summer.states([one for one in seats if isinstance(one, Application)]) == ["held"] * 2
    refused = summer.apply(last, [mine])[0]
    assert isinstance(refused, Refused)
    assert [(one.code, one.rule, one.params["taken"]) for one in refused.reasons] == [("too_many_courses", "R8.3", "2")]


def test_the_limit_is_tested_again_when_an_offer_is_answered_and_may_be_cured_until_its_end(summer: Summer) -> None:
    _, (first, second, _) = full_with_line(summer, 2)
    summer.overdue(first)
    offer = summer.offers()[0]
    (other,) = other_courses(summer, 1)
    limit(summer, 1)
    assert summer.states([one for one in summer.apply(other, [second.student_id]) if isinstance(one, Application)]) == [
        "held"
    ]
    with pytest.raises(Refused) as refused:
        seat_offer.answer(summer.session, offer.case_id, offer.student_id, accepted=True)
    assert [one.code for one in refused.value.reasons] == ["too_many_courses"]
    limit(summer, 2)
    seat_offer.answer(summer.session, offer.case_id, offer.student_id, accepted=True)
    summer.settle()
    assert summer.states([second]) == ["held"]


def test_who_does_not_qualify_any_more_is_passed_over_and_told_every_reason(summer: Summer) -> None:
    section, (first, second, third, fourth) = full_with_line(summer, 3)
    for case in (second, fourth):
        summer.session.add(ReceiptHoldCopy(student_id=case.student_id, version_no=1, numbers="2026-000001"))
    summer.session.add(ArrearsCopy(student_id=second.student_id, version_no=1, fees=Money.of(500), tuition=Money()))
    summer.session.flush()
    summer.overdue(first)
    assert way(summer, second) == "passed_over"
    assert summer.states([third, fourth]) == ["offered", "in_line"], "who stands behind has time to cure it"
    assert summer.seats(section) == (1, 1)
    notice = next(m for m in summer.told(Notify) if isinstance(m, Notify) and m.template == "passed_over")
    assert (notice.person_id, notice.params["why"]) == (second.student_id, "text:hold.unpaid_fees,hold.false_receipt")
    ended = summer.session.scalars(
        select(CaseHistory).where(CaseHistory.case_id == second.case_id, CaseHistory.label == "passed_over")
    ).one()
    assert ended.rules == "R3.8, R8.4"


def test_a_long_line_is_looked_through_in_parts_until_somebody_qualifies(summer: Summer) -> None:
    section, (first, *line) = full_with_line(summer, 24)
    for case in line[:-1]:
        summer.session.add(ReceiptHoldCopy(student_id=case.student_id, version_no=1, numbers="2026-000001"))
    summer.session.flush()
    summer.overdue(first)
    assert summer.states(line) == ["ended"] * 23 + ["offered"]
    assert summer.seats(section) == (1, 0)
