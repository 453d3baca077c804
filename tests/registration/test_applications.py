"""An application is accepted or refused at once, with every reason; what was accepted is kept (R3.8, R8.3, R8.4)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from services.registration.domain.draw import ticket
from services.registration.models.applications import Application, OfferDocument
from services.registration.models.campus import Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import ArrearsCopy, DebtCopy, TariffCopy
from services.registration.models.people import Person
from services.registration.tasks.copies import on_tariff_changed
from services.registration.usecases import applications, swapping
from services.registration.usecases.applications import Outcome, Wish, prospect
from services.registration.workflows import summer_enrolment
from shared.clock import Now, office_day
from shared.contracts.billing import TariffChanged
from shared.contracts.notifications import Notify
from shared.errors import Refused
from shared.identity.actor import Actor, Behalf
from shared.identity.asking import Asking
from shared.messaging.tables import deadlines
from shared.money import Money
from tests.registration.summer import Summer


def reasons(outcome: Outcome) -> list[tuple[str, str]]:
    assert isinstance(outcome, Refused)
    return [(reason.code, reason.rule) for reason in outcome.reasons]


def test_an_accepted_application_keeps_the_offer_that_was_accepted(summer: Summer) -> None:
    case = summer.accepted(summer.section(5), 1)[0]
    document = summer.session.get(OfferDocument, case.offer_digest)
    assert document is not None
    assert document.content["price"] == "18500.00" == str(case.accepted_price)
    assert document.content["amount"] == str(case.amount)
    assert document.content["refunds"] == {"before_start": 100, "weeks": [75, 50], "later": 0}
    assert case.debt_id is not None
    assert case.waits_for_draw


def test_equal_offers_are_kept_once(summer: Summer) -> None:
    summer.accepted(summer.section(5), 5)
    specialties = {case.offer_digest for case in summer.session.scalars(select(Application))}
    assert len(list(summer.session.scalars(select(OfferDocument)))) == len(specialties)


def test_an_offer_that_is_not_the_present_one_is_refused(summer: Summer) -> None:
    section = summer.section(5)
    stale = Wish(summer.debtors(1)[0], section.section_id, accepted_offer="0" * 64)
    assert reasons(summer_enrolment.apply(summer.session, [stale])[0]) == [("offer_changed", "R8.4")]


def test_every_reason_is_named_at_once_and_nothing_begins(summer: Summer) -> None:
    section = summer.section(5)
    student = summer.debtors(1)[0]
    debt = summer.session.scalar(
        select(DebtCopy).where(DebtCopy.student_id == student, DebtCopy.course_id == summer.course_id)
    )
    assert debt
    debt.status = "closed"
    summer.session.add(ArrearsCopy(student_id=student, version_no=1, fees=Money.of(500), tuition=Money.of(9000)))
    summer.session.flush()
    summer.on(summer.dates.closes_at + timedelta(seconds=1))
    outcome = summer.apply(section, [student])[0]
    assert reasons(outcome) == [("applications_closed", "R8.3"), ("debt_not_open", "R9.1"), ("unpaid_fees", "R3.8")]
    assert summer.session.scalar(select(Application)) is None
    assert [reason.code for reason in applications.prospect(summer.session, student, section.section_id).holds] == [
        "applications_closed",
        "debt_not_open",
        "unpaid_fees",
    ]


def test_tuition_arrears_never_stop_the_removal_of_a_debt(summer: Summer) -> None:
    student = summer.debtors(1)[0]
    summer.session.add(ArrearsCopy(student_id=student, version_no=1, fees=Money(), tuition=Money.of(900_000)))
    summer.session.flush()
    assert isinstance(summer.apply(summer.section(5), [student])[0], Application)


def test_a_debt_has_one_live_registration_also_within_one_list(summer: Summer) -> None:
    student = summer.debtors(1)[0]
    first, second = summer.section(5, label="1"), summer.section(5, label="2")
    wishes = [summer.wish(student, first), summer.wish(student, second)]
    accepted, refused = summer_enrolment.apply(summer.session, wishes)
    assert isinstance(accepted, Application)
    assert reasons(refused) == [("already_applied", "R9.1")]


def test_two_courses_at_the_same_hour_clash(summer: Summer) -> None:
    other = next(course for course in summer.debtors_by_course if course != summer.course_id)
    student = summer.debtors(1)[0]
    summer.debtors(60, other)
    assert isinstance(summer.apply(summer.section(5, at=(1, 9)), [student])[0], Application)
    assert reasons(summer.apply(summer.section(5, other, at=(1, 10)), [student])[0]) == [("time_clash", "R3.8")]


def test_for_a_minor_his_representative_accepts_at_the_office(summer: Summer) -> None:
    section, student, today = summer.section(2), summer.debtors(1)[0], office_day(summer.dates.opens_at)
    person = summer.session.get_one(Person, student)
    for born_on, minor in ((today.replace(year=today.year - 18), False), (date(today.year - 17, 1, 2), True)):
        person.born_on = born_on
        summer.session.flush()
        found = prospect(summer.session, student, section.section_id).holds
        assert [one.code for one in found] == (["representative_accepts"] if minor else [])
    wish = summer.wish(student, section)
    assert reasons(summer.apply(section, [student])[0]) == [("representative_accepts", "R8.4")]
    office = Actor(uuid4(), "Office", (), Behalf(student, "Student", "The father's consent of 1 June"))
    asked = Asking(office, None, "1")
    assert isinstance(applications.receive(summer.session, [replace(wish, asking=asked)])[0], Application)


def test_arrival_is_when_the_request_came_not_when_its_turn_did(summer: Summer) -> None:
    section, (punctual, late) = summer.section(2), summer.debtors(2)
    closes = summer.dates.closes_at
    wishes = [summer.wish(student, section) for student in (punctual, late)]
    turn = Now(closes + timedelta(milliseconds=100), closes + timedelta(milliseconds=100))
    summer.session.info["now"] = (summer.session.get_transaction(), turn)
    arrived = (closes - timedelta(milliseconds=100), closes + timedelta(milliseconds=1))
    asked = [replace(w, asking=Asking(None, None, "1", at)) for w, at in zip(wishes, arrived, strict=True)]
    accepted, refused = summer_enrolment.apply(summer.session, asked)
    assert isinstance(accepted, Application)
    assert (accepted.received_at, accepted.asked_at) == (arrived[0], turn.office)
    assert reasons(refused) == [("applications_closed", "R8.3")]


def test_the_lot_is_for_the_first_24_hours_also_where_a_weekend_lies_before_the_draw(summer: Summer) -> None:
    section, students, opens_at = summer.section(1), summer.debtors(2), summer.dates.opens_at
    numbers = {one: summer.session.get_one(Student, one).number for one in students}
    code = summer.session.get_one(Course, section.course_id).code
    worse, better = sorted(students, key=lambda one: -ticket("seed", numbers[one], code))
    summer.dates.drawn_at = opens_at + timedelta(days=3)
    summer.session.execute(deadlines.delete())
    cases = []
    for hours, student in ((23, worse), (25, better)):
        summer.on(opens_at + timedelta(hours=hours))
        cases += summer.apply(section, [student])
    summer.draw()
    assert [case.state for case in cases if isinstance(case, Application)] == ["held", "in_line"]


def test_nobody_changes_into_a_section_that_clashes_at_once_or_later(summer: Summer) -> None:
    other = next(course for course in summer.debtors_by_course if course != summer.course_id)
    student = summer.debtors(1)[0]
    summer.debtors(60, other)
    summer.draw()
    case = summer.apply(summer.section(5, at=(1, 9)), [student])[0]
    assert isinstance(case, Application)
    summer.apply(summer.section(5, other, at=(2, 9)), [student])
    for label, taken in (("2", 0), ("3", 5)):
        clashes = summer.section(5, at=(2, 10), label=label)
        clashes.taken = taken
        with pytest.raises(Refused) as refused:
            swapping.ask(summer.session, case.case_id, clashes.section_id, student)
        assert [reason.code for reason in refused.value.reasons] == ["time_clash"]
    free = summer.section(5, at=(3, 9), label="4")
    assert swapping.ask(summer.session, case.case_id, free.section_id, student)


def test_the_student_is_told_once_that_his_application_is_received(summer: Summer) -> None:
    case = summer.accepted(summer.section(5), 1)[0]
    told = [notice for notice in summer.told(Notify) if isinstance(notice, Notify)]
    assert [(notice.template, notice.person_id) for notice in told] == [("application_received", case.student_id)]


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_a_section_that_is_not_open_takes_nobody(summer: Summer, status: str) -> None:
    section = summer.section(5)
    section.status = status
    summer.session.flush()
    assert reasons(summer.apply(section, summer.debtors(1))[0]) == [("section_not_open", "R8.2")]


def test_a_price_set_in_advance_changes_nothing_before_its_day(summer: Summer) -> None:
    section, student = summer.section(5), summer.debtors(1)[0]
    wish = summer.wish(student, section)
    known = summer.session.scalars(select(TariffCopy)).all()
    later = [in_advance(row, date(2026, 9, 1), Money.of("25000")) for row in known]
    on_tariff_changed(later, summer.session)
    (accepted,) = summer_enrolment.apply(summer.session, [wish])
    assert isinstance(accepted, Application)
    assert accepted.accepted_price == known[0].price


def in_advance(row: TariffCopy, begins: date, price: Money) -> TariffChanged:
    key = f"{row.specialty}:{row.academic_year}:{begins}"
    return TariffChanged(row.specialty, row.academic_year, row.version_no + 1, price, begins, key)
