"""An offer, a choice, the end of applications: who is waited for is reminded in time, without a flood (R13.1)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from services.registration.models.seats import SeatOffer
from services.registration.workflows import choosing
from shared.clock import office_day
from tests.databases import Bound
from tests.workflows.office import Office
from tests.workflows.test_minimum import fallen
from tests.workflows.test_summer_way import nothing_is_left_lying, opened, told

SECOND = timedelta(seconds=1)


def offered(databases: Bound) -> tuple[Office, SeatOffer]:
    """The seat of the first has lapsed; the second of the line may answer."""
    office, (first, *_) = opened(databases, capacity=1, number=3)
    assert first.due_at
    office.to(first.due_at + timedelta(hours=9))
    office.bank(office_day(office.dates.drawn_at), office_day(first.due_at))
    with office.of.registration.read() as session:
        return office, session.scalars(select(SeatOffer).where(SeatOffer.outcome.is_(None))).one()


def test_an_offer_is_reminded_of_at_half_and_at_nine_tenths_of_its_time(undone_databases: Bound) -> None:
    office, offer = offered(undone_databases)
    half = offer.made_at + (offer.until - offer.made_at) / 2
    office.to(half - SECOND)
    assert told(office, offer.student_id)["seat_offer_reminder"] == 0
    office.to(half)
    assert told(office, offer.student_id)["seat_offer_reminder"] == 1
    office.to(offer.until - SECOND)
    assert told(office, offer.student_id)["seat_offer_reminder"] == 2
    office.to(offer.until + SECOND)
    assert told(office, offer.student_id)["seat_offer_reminder"] == 2
    nothing_is_left_lying(office)


def test_after_an_outage_one_reminder_comes_and_none_to_who_has_answered(undone_databases: Bound) -> None:
    office, offer = offered(undone_databases)
    office.set_clock(offer.until - SECOND)
    office.to(offer.until - SECOND)
    assert told(office, offer.student_id)["seat_offer_reminder"] == 1, "not the one of half the time too"
    taker = next(case for case in office.cases() if case.case_id == offer.application_id)
    office.answer(taker, accepted=True)
    office.to(offer.until + timedelta(hours=1))
    assert told(office, offer.student_id)["seat_offer_reminder"] == 1


def test_who_has_to_choose_after_a_course_fell_is_reminded_until_he_has(undone_databases: Bound) -> None:
    office, (silent, speaks) = fallen(undone_databases, paid=2)
    until = office.case(silent).choose_until
    assert until
    with office.of.registration.transaction() as session:
        choosing.choose(session, speaks.case_id, "refund", None, "")
    office.wire.carry()
    office.to(until - SECOND)
    assert told(office, silent.student_id)["course_choice_reminder"] == 2
    assert told(office, speaks.student_id)["course_choice_reminder"] == 0


def test_debtors_who_have_not_applied_are_reminded_before_the_window_closes(undone_databases: Bound) -> None:
    office = Office(undone_databases, capacity=6)
    office.to(office.dates.opens_at + timedelta(hours=1))
    applies, *others = office.debtors
    office.apply([applies])
    office.to(office.dates.drawn_at)
    assert told(office, others[0])["window_reminder"] == 0
    office.to(office.dates.closes_at + SECOND)
    assert [told(office, student)["window_reminder"] for student in others] == [2] * len(others)
    assert told(office, applies)["window_reminder"] == 0
    nothing_is_left_lying(office)
