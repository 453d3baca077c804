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
from deploy.rehearsal.habits import also, choice, marks, rates_of
from deploy.rehearsal.rates import RATES, Also, Answers, Applies, Becomes, Chooses, Leaves, Pays, Studies
from deploy.rehearsal.report import NOTHING_AFTER, NOTHING_BEFORE, Report, lines
from services.billing.domain.one_c import read
from shared.money import Money
from shared.people_ids import bin_is_valid, iban_is_valid

QUESTIONS = (Applies, Pays, Answers, Studies, Leaves, Becomes, Chooses)


@pytest.mark.parametrize("kind", QUESTIONS)
def test_the_rates_of_each_question_make_a_thousand(kind: type[StrEnum]) -> None:
    assert sum(rates_of(kind).values()) == 1000


def test_every_way_stands_in_the_table_once_with_a_rule_that_exists() -> None:
    ways = [rate.way for rate in RATES]
    assert len(ways) == len({(type(way), way) for way in ways})
    assert {(type(way), way) for way in ways} == {(kind, way) for kind in (*QUESTIONS, Also) for way in kind}
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
    way, given_marks = choice(Studies, seed, person, course), marks(seed, person, course)
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


@given(st.integers(0, 2**64))
def test_made_account_and_company_numbers_are_valid(lot: int) -> None:
    assert iban_is_valid(account(lot))
    assert bin_is_valid(company(lot))


def test_every_way_to_answer_and_to_apply_is_drawn_in_a_thousand_people() -> None:
    for kind in (Answers, Applies):
        assert {choice(kind, 1, str(n)) for n in range(1000)} == set(kind)


def test_a_report_that_failed_at_once_has_every_name_and_says_why(tmp_path: Path) -> None:
    told = Report(seed=1, data="oulad", failure="Trouble: no room")
    told.write(tmp_path / "report.json")
    said = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert (said["schema"], said["ok"], said["failure"]) == (1, False, "Trouble: no room")
    assert {*NOTHING_BEFORE, *NOTHING_AFTER, "checks", "refused", "acts", "chaos", "clock_from", "clock_to"} <= set(
        said
    )
    assert lines(told)[-1].endswith("Trouble: no room")
