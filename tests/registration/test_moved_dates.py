"""What an act that moves a date would move, and what stands against it: pure rules (R13.1, D1)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from services.registration.domain.calendar import Calendar
from services.registration.domain.moved_dates import MOVABLE, Wish, against, changes, exam_day, moved
from services.registration.domain.term_dates import ALMATY, Distances, chain, misfits

CALENDAR = Calendar()
DATES = chain(date(2026, 6, 22), CALENDAR, Distances())
DAY = timedelta(days=1)
PUBLISHED = datetime(2026, 5, 29, 12, tzinfo=ALMATY)


def codes(wish: Wish, now: datetime = PUBLISHED, held: frozenset[str] = frozenset()) -> set[str]:
    return {reason.code for reason in against(DATES, wish, now, CALENDAR, held)}


@pytest.mark.parametrize("name", MOVABLE[:-1])
def test_moved_along_the_chain_fits_again_wherever_it_begins(name: str) -> None:
    value = getattr(DATES, name)
    day = value.date() if isinstance(value, datetime) else value
    after = moved(DATES, Wish(name, CALENDAR.shift(day, 3), along=True), CALENDAR)
    assert list(misfits(after, CALENDAR)) == []
    assert all(new > old for old, new in changes(DATES, after).values())
    assert set(changes(DATES, after)) <= {*MOVABLE[MOVABLE.index(name) :], "attestations_on"}


def test_alone_it_moves_alone_at_its_hour() -> None:
    after = moved(DATES, Wish("closes_at", DATES.due_on - DAY), CALENDAR)
    assert set(changes(DATES, after)) <= {"closes_at"}
    assert after.closes_at.astimezone(ALMATY).time() == time(18)


def test_what_does_not_fit_any_more_is_named_all_at_once() -> None:
    found = list(against(DATES, Wish("due_on", DATES.lists_on), PUBLISHED, CALENDAR, frozenset()))
    assert [(reason.code, reason.rule) for reason in found] == [("dates_out_of_order", "R8.4")]
    assert codes(Wish("due_on", date(2026, 6, 13))) == {"date_on_day_off", "dates_out_of_order"}


def test_never_earlier_never_again_never_into_the_past() -> None:
    assert codes(Wish("starts_on", DATES.starts_on - DAY)) == {"date_moves_only_later"}
    assert codes(Wish("starts_on", DATES.starts_on)) == {"date_moves_only_later"}
    after_the_draw = DATES.drawn_at + DAY
    assert "date_has_acted" in codes(Wish("drawn_at", DATES.closes_at.date()), after_the_draw)
    over = datetime.combine(DATES.due_on + 3 * DAY, time(12), ALMATY)
    assert "date_is_over" in codes(Wish("due_on", DATES.due_on + DAY), over)


def test_a_date_that_an_outage_holds_has_not_acted() -> None:
    wish, later = Wish("offers_end_at", CALENDAR.shift(DATES.offers_end_at.date(), 2), along=True), DATES.offers_end_at
    assert codes(wish, later + timedelta(hours=3)) == {"date_has_acted"}
    assert codes(wish, later + timedelta(hours=3), frozenset(("offers_end_at",))) == set()


def test_attestations_follow_the_start_and_may_not_reach_the_exams() -> None:
    two_weeks = CALENDAR.shift(DATES.starts_on, 10)
    assert moved(DATES, Wish("starts_on", two_weeks), CALENDAR).attestations_on > DATES.attestations_on
    assert codes(Wish("starts_on", two_weeks)) == {"attestation_not_before_exams"}
    assert codes(Wish("starts_on", two_weeks, along=True)) == set()


def test_exams_follow_their_first_day_and_stay_in_the_term() -> None:
    after = moved(DATES, Wish("exams_from", CALENDAR.shift(DATES.exams_from, 2)), CALENDAR)
    assert exam_day(DATES.exams_from, DATES, after, CALENDAR) == after.exams_from
    assert exam_day(DATES.ends_on, DATES, after, CALENDAR) == DATES.ends_on
