"""What the people and the bank of a rehearsal do is drawn, the same for the same seed (make demo)."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.rehearsal.bank import ACCOUNT, Bank, Line, account, company
from deploy.rehearsal.every_way import TOPICS, not_met
from deploy.rehearsal.habits import also, choice, marks, rates_of
from deploy.rehearsal.lots import Lots
from deploy.rehearsal.questions import (
    ALONE,
    EXCLUSIVE,
    Also,
    Answers,
    Applies,
    HeldAgainst,
    Leaves,
    Pays,
    ReviewGoes,
    Studies,
)
from deploy.rehearsal.rates import RATES
from deploy.rehearsal.report import NOTHING_AFTER, NOTHING_BEFORE, Report, lines
from deploy.rehearsal.ways.reviews import may_go
from services.billing.domain.one_c import read
from shared.contracts.registration import SummerEnd
from shared.money import Money
from shared.people_ids import bin_is_valid, iban_is_valid

PEOPLE = [f"S{n:05d}" for n in range(300)]


@pytest.mark.parametrize("kind", EXCLUSIVE)
def test_the_rates_of_each_question_make_a_thousand(kind: type[StrEnum]) -> None:
    assert sum(rates_of(kind).values()) == 1000


def test_every_way_stands_in_the_table_once_with_a_rule_that_exists() -> None:
    ways = [rate.way for rate in RATES]
    assert len(ways) == len({(type(way), way) for way in ways})
    assert {(type(way), way) for way in ways} == {(kind, way) for kind in (*EXCLUSIVE, *ALONE) for way in kind}
    assert all(rate.rule[0] in "RD" and rate.what for rate in RATES)


def test_what_happens_beside_is_drawn_at_its_rate() -> None:
    signed = sum(also(Also.REFUND_SIGNED, 1, f"S{n:05d}") for n in range(5000))
    assert 4400 < signed < 4600


def test_the_same_person_does_the_same_whoever_comes_first() -> None:
    people = [f"S{n:05d}" for n in range(2000)]
    there = [choice(Pays, 1, person) for person in people]
    back = [choice(Pays, 1, person) for person in reversed(people)]
    assert there == list(reversed(back))
    assert there != [choice(Pays, 2, person) for person in people]


def test_what_is_drawn_comes_at_the_rates_of_the_table() -> None:
    drawn = Counter(choice(Pays, 1, f"S{n:05d}") for n in range(20000))
    for option, rate in rates_of(Pays).items():
        assert abs(drawn[option] / 20 - rate) < 15


@given(st.text(min_size=1), st.text(min_size=1), st.integers(0, 50))
def test_marks_are_what_the_drawn_way_needs(person: str, course: str, seed: int) -> None:
    way, given_marks = choice(Studies, seed, f"{person} {course}"), marks(seed, person, course)
    rating = (given_marks.attestation1 + given_marks.attestation2) / 2
    assert (rating < 50) == (way is Studies.NOT_ADMITTED)
    assert (given_marks.exam is None) == (way in (Studies.NOT_ADMITTED, Studies.STAYS_AWAY, Studies.HAS_CRIBS))
    assert given_marks.admitted == (way is not Studies.NOT_ADMITTED)
    assert given_marks.cribs == (way is Studies.HAS_CRIBS)
    if way is Studies.PASSES:
        assert given_marks.exam is not None
        assert given_marks.exam >= Decimal(50)


def test_the_banks_statements_read_back_without_a_gap_in_every_encoding() -> None:
    bank, closing = Bank(7), None
    for nth in range(14):
        day = date(2025, 6, 2) + timedelta(days=nth)
        paid = [Line("Әлімов", "000101100006", account(nth), "Оплата по счету 1", Money.of("92500.5"))]
        reading = read(bank.statement(day, paid))
        statement = reading.statement
        assert statement is not None, reading.problems
        assert (statement.account, statement.from_on, statement.complete_through) == (ACCOUNT, day, day)
        assert closing is None or statement.opening == closing
        assert statement.lines[0].amount == 9250050
        closing = statement.closing


def test_a_file_that_brings_the_day_before_once_more_tells_its_very_lines() -> None:
    bank, days = Bank(7), [date(2025, 6, 2), date(2025, 6, 3)]
    before = read(bank.statement(days[0], [Line("Әлімов", "", account(1), "Оплата по счету 1", Money.of(5))])).statement
    both = read(bank.statement(days[1], [], once_more=True)).statement
    assert before is not None
    assert both is not None
    assert (both.from_on, both.opening, both.complete_through) == (days[0], before.opening, days[1])
    assert [(line.number, line.amount) for line in both.lines[: len(before.lines)]] == [
        (line.number, line.amount) for line in before.lines
    ]
    assert bank.balance.tiyn == both.closing


@given(st.integers(0, 2**64))
def test_made_account_and_company_numbers_are_valid(lot: int) -> None:
    assert iban_is_valid(account(lot))
    assert bin_is_valid(company(lot))


def test_every_way_to_answer_and_to_apply_is_drawn_in_a_thousand_people() -> None:
    for kind in (Answers, Applies):
        assert {choice(kind, 1, str(n)) for n in range(1000)} == set(kind)


@pytest.mark.parametrize("kind", EXCLUSIVE)
def test_among_three_hundred_people_every_way_is_gone_and_most_go_as_drawn(kind: type[StrEnum]) -> None:
    drawn = Lots(1).choices(kind, PEOPLE)
    assert set(drawn.values()) == set(kind)
    assert sum(way == choice(kind, 1, one) for one, way in drawn.items()) > 250


def test_among_three_people_at_most_half_of_those_who_go_the_usual_way_are_sent_another() -> None:
    assert all(list(Lots(seed).choices(Answers, PEOPLE[:1]).values()) for seed in range(20))
    few = [Lots(seed).choices(Pays, PEOPLE[:6]) for seed in range(20)]
    usual = [sum(choice(Pays, seed, one) is Pays.AT_ONCE for one in PEOPLE[:6]) for seed in range(20)]
    assert all(sum(way is Pays.AT_ONCE for way in few[seed].values()) >= usual[seed] // 2 for seed in range(20))


def test_what_was_drawn_for_somebody_stays_whoever_comes_after_him() -> None:
    lots = Lots(1)
    first = lots.choices(Pays, PEOPLE[:100])
    lots.choices(Pays, PEOPLE)
    assert lots.choices(Pays, PEOPLE[:100]) == first


def test_nobody_is_sent_a_way_that_he_can_not_go() -> None:
    drawn = Lots(3).choices(Pays, PEOPLE[:40], lambda one, _way: one < PEOPLE[20])
    asked = [one for one in PEOPLE[20:40] if drawn[one] is not choice(Pays, 3, one)]
    assert asked == []


def test_what_is_rare_happens_to_one_the_first_time_and_at_its_rate_afterwards() -> None:
    lots = Lots(1)
    assert len(lots.some(Leaves.LATER, PEOPLE[:5])) >= 1
    assert len(lots.some(Leaves.LATER, PEOPLE[5:10])) <= 1
    assert len(Lots(1).some(Also.APPEALS, PEOPLE[:4], least=3)) >= 3
    assert not Lots(1).some(Also.APPEALS, [])


def test_what_was_fixed_is_not_drawn() -> None:
    lots = Lots(1)
    lots.fix(Studies.HAS_CRIBS, "S1 MAT101")
    assert lots.choices(Studies, ["S1 MAT101"]) == {"S1 MAT101": Studies.HAS_CRIBS}


def test_each_end_of_a_review_can_come_of_some_ground_and_only_his_own_wish_is_taken_back() -> None:
    keys = {ground: f"S1 {ground.value}" for ground in HeldAgainst}
    assert all(any(may_go(key, way) for key in keys.values()) for way in ReviewGoes)
    taken_back = {ground for ground, key in keys.items() if may_go(key, ReviewGoes.WITHDRAWN)}
    assert taken_back == {HeldAgainst.OWN_WISH, HeldAgainst.TRANSFER}


def test_a_report_names_the_ways_and_ends_that_it_did_not_meet() -> None:
    missing = not_met({name: 1 for names in TOPICS.values() for name in names if name != "outages"}, {}, {})
    assert missing[0] == "time: outages"
    assert missing[1 : 1 + len(SummerEnd)] == [f"ended: {way.value}" for way in SummerEnd]
    assert missing[-1] == "review on: discipline"
    assert not_met({"outages": 1}, {}, {"discipline": {"expelled": 1}})[0] == "term: signatures"


def test_a_report_that_failed_at_once_has_every_name_and_says_why(tmp_path: Path) -> None:
    told = Report(seed=1, data="oulad", failure="Trouble: no room")
    told.write(tmp_path / "report.json")
    said = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert (said["schema"], said["ok"], said["failure"]) == (1, False, "Trouble: no room")
    assert {*NOTHING_BEFORE, *NOTHING_AFTER, "checks", "refused", "acts", "chaos", "clock_from", "clock_to"} <= set(
        said
    )
    assert lines(told)[-1].endswith("Trouble: no room")
