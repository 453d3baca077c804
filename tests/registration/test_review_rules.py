"""The rules of the expulsion review: openings, quorum and votes, days, what the rector can't sign over (R11.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain import review_commission as commission
from services.registration.domain import reviews as rules
from services.registration.domain.calendar import Calendar
from services.registration.domain.readmission import Windows, opens_next
from services.registration.domain.reminders import reminders
from services.registration.domain.review_commission import Ballot, Vote
from services.registration.domain.reviews import BeforeSigning, Opening

TODAY = date(2026, 5, 18)
NOON = datetime(2026, 5, 18, 7, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
VOTES = st.lists(st.sampled_from([*Vote, None]), min_size=1, max_size=11)
FOUGHT = Opening("discipline", "Struck another", TODAY, "", "Act 17")
READY = BeforeSigning(
    told=True, had_his_days=True, protected=False, word_given=False, may_still_cure=(), statements_through=None,
    status="studying", signer=uuid4(), involved=(uuid4(), None),
)  # fmt: skip


def ballots(votes: list[Vote | None]) -> list[Ballot]:
    return [Ballot(uuid4(), vote) for vote in votes]


@pytest.mark.parametrize(
    ("opening", "status", "open_already", "code"),
    [
        (FOUGHT, "studying", (), ""),
        (FOUGHT, "on_leave", (), ""),
        (FOUGHT, "graduated", (), "student_not_here"),
        (FOUGHT, "studying", ("discipline",), "review_open_already"),
        (FOUGHT, "studying", ("own_wish",), ""),
        (replace(FOUGHT, what=" "), "studying", (), "review_says_nothing"),
        (replace(FOUGHT, document=""), "studying", (), "review_without_document"),
        (replace(FOUGHT, happened_on=None), "studying", (), "review_without_day"),
        (replace(FOUGHT, happened_on=TODAY + timedelta(days=1)), "studying", (), "review_of_tomorrow"),
        (replace(FOUGHT, ground="gossip"), "studying", (), "ground_unknown"),
        (Opening("own_wish", "I move away", None, "", ""), "studying", (), ""),
    ],
)
def test_a_case_is_opened_only_with_who_what_when_and_document(
    opening: Opening, status: str, open_already: tuple[str, ...], code: str
) -> None:
    assert [one.code for one in rules.against_opening(opening, status, open_already, TODAY)] == ([code] if code else [])


def test_every_ground_of_the_rule_has_its_letter() -> None:
    assert {rules.LETTERS[ground] for ground in rules.GROUNDS} == set("abcdef")


@given(st.integers(1, 30), st.integers(1, 100))
def test_a_quorum_is_never_less_than_its_share_and_never_more_than_all(members: int, percent: int) -> None:
    needed = commission.quorum(members, percent)
    assert 1 <= needed <= members and needed * 100 >= members * percent > (needed - 1) * 100


@given(VOTES)
def test_nobody_is_expelled_by_less_than_more_than_half_of_those_who_came(votes: list[Vote | None]) -> None:
    there = [vote for vote in votes if vote is not None]
    assert commission.carried(ballots(votes)) == (there.count(Vote.FOR) > len(there) - there.count(Vote.FOR))
    if commission.carried(ballots(votes)):
        assert commission.carried(ballots([*votes, Vote.FOR]))


@given(DAYS, st.integers(1, 30), st.sets(DAYS, max_size=20))
def test_a_step_ends_on_a_working_day_with_all_its_working_days_before_it(day: date, days: int, off: set[date]) -> None:
    calendar = Calendar(days_off=frozenset(off))
    last = rules.until(calendar, day, days)
    assert calendar.is_working(last) and calendar.working_days_between(day, last) == days


@given(st.integers(0, 10**6), st.timedeltas(timedelta(hours=1), timedelta(days=60)))
def test_reminders_come_in_time_and_none_of_them_before_the_days_begin(hours: int, time: timedelta) -> None:
    since = NOON + timedelta(hours=hours)
    found = reminders(since, since + time)
    assert found == sorted(found) and all(since < at < since + time for at in found)


@given(DAYS)
def test_the_right_to_readmission_begins_with_the_next_window(day: date) -> None:
    opens = opens_next(day, Windows("01-01", "07-01"))
    assert day < opens <= day + timedelta(days=184) and (opens.month, opens.day) in ((1, 1), (7, 1))


@pytest.mark.parametrize("flags", list(product([True, False], repeat=6)))
def test_an_order_is_signed_only_over_nothing_that_saves_him(flags: tuple[bool, ...]) -> None:
    told, heard, protected, word, chance, loaded = flags
    found = replace(
        READY, told=told, had_his_days=heard, protected=protected, word_given=word,
        may_still_cure=("MAT101",) if chance else (), statements_through=None if loaded else TODAY,
    )  # fmt: skip
    may = told and heard and (word or not protected) and not chance and loaded
    assert (not list(rules.against_signing(found))) == may


def test_who_had_a_part_in_a_case_neither_signs_nor_sits() -> None:
    one, other, third = uuid4(), uuid4(), uuid4()
    assert [r.code for r in rules.against_signing(replace(READY, signer=one, involved=[one]))] == ["signer_involved"]

    def against(*members: UUID, on: date = TODAY) -> list[str]:
        return [r.code for r in commission.against_calling(one, members, [third], 3, on, TODAY)]

    assert against(other, uuid4()) == []
    assert against(other, third) == ["member_involved"]
    assert against(other) == ["commission_too_small"]
    assert against(other, other, uuid4()) == ["member_twice"]
    assert against(other, uuid4(), on=TODAY - timedelta(days=1)) == ["sitting_too_soon"]


def test_a_protocol_needs_its_day_its_members_and_its_quorum() -> None:
    cast = ballots([Vote.FOR, Vote.AGAINST, None])
    members = [one.person_id for one in cast]

    def against(cast: list[Ballot], on: date = TODAY) -> list[str]:
        return [r.code for r in commission.against_protocol(cast, members, 2, on, TODAY)]

    assert against(cast) == []
    assert against(cast, TODAY + timedelta(days=1)) == ["sitting_to_come"]
    assert against(cast[:2]) == ["ballots_of_others"]
    assert against([cast[0], replace(cast[1], vote=None), cast[2]]) == ["no_quorum"]
    assert against([cast[0], cast[1], replace(cast[2], dissent="No")]) == ["dissent_of_absent"]


@pytest.mark.parametrize(("cured_on", "in_time"), [(TODAY, True), (TODAY - timedelta(days=1), True),
                                                   (TODAY + timedelta(days=1), False)])  # fmt: skip
def test_a_cause_gone_on_the_day_of_the_order_or_before_it_was_no_ground(cured_on: date, in_time: bool) -> None:
    assert rules.cured_in_time(cured_on, TODAY) is in_time
