"""A statement goes on where the last one ended; the same lines again are no news (R14.2, R14.4, D18)."""

from __future__ import annotations

from datetime import date, timedelta

from services.billing.domain import continuity, statements
from services.billing.domain.continuity import Loaded
from services.billing.domain.statements import Line, Party, Span, Statement

DAY, NEXT = date(2025, 6, 2), date(2025, 6, 3)


def line(amount: int = 500, number: str = "1", day: date = NEXT, payer: str = "KZ1", *, incoming: bool = True) -> Line:
    return Line(1, number, day, day, incoming, amount, Party(account=payer), Party(), "")


def statement(*lines: Line, opening: int = 100, since: date = NEXT, until: date = NEXT) -> Statement:
    received = sum(one.amount for one in lines)
    return Statement(
        "KZA", since, until, None, (Span(1, since, until, opening, received, 0, opening + received),), lines
    )


def loaded(balance: int = 100, through: date = DAY, *lines: Line) -> Loaded:
    return Loaded(DAY, through, through, balance, frozenset(statements.keys("KZA", lines)))


def refusals(said: Statement, before: Loaded | None) -> list[str]:
    return [reason.code for reason in continuity.refusals(said, statements.keys("KZA", said.lines), before)]


def test_the_first_statement_of_an_account_and_the_next_in_line_are_taken() -> None:
    assert refusals(statement(), None) == []
    assert refusals(statement(), loaded()) == []


def test_a_missing_day_is_refused() -> None:
    assert refusals(statement(since=NEXT + timedelta(days=1), until=NEXT + timedelta(days=1)), loaded()) == [
        "statement_gap"
    ]


def test_another_opening_balance_is_refused_and_says_by_how_much() -> None:
    said = statement(opening=150)
    found = list(continuity.refusals(said, [], loaded()))
    assert [(one.code, one.params["by"]) for one in found] == [("opening_differs", "0.50")]


def test_the_same_days_again_are_taken_with_the_same_lines_only() -> None:
    known = line()
    assert refusals(statement(known), loaded(100, NEXT, known)) == []
    assert refusals(statement(known, line(number="2")), loaded(100, NEXT, known)) == ["new_line_in_closed_day"]
    assert refusals(statement(), loaded(100, NEXT, known)) == ["loaded_lines_missing"]


def test_a_statement_from_before_the_first_can_not_be_checked() -> None:
    assert refusals(statement(since=DAY - timedelta(days=1), until=DAY), loaded()) == ["statement_before_first"]


def test_equal_lines_of_a_day_are_told_apart_by_their_occurrence_and_by_nothing_else() -> None:
    keys = statements.keys("KZA", [line(), line(), line(number="2"), line(payer="K Z1"), line(incoming=False)])
    assert len(set(keys)) == 5
    assert keys[0].endswith("|1")
    assert keys[1].endswith("|2")
    assert keys[3].endswith("|KZ1|3")
    assert keys == statements.keys("KZA", [line(), line(), line(number="2"), line(payer="K Z1"), line(incoming=False)])


def test_all_accounts_are_in_through_the_earliest_of_them() -> None:
    assert continuity.through_all([DAY, NEXT]) == DAY
    assert continuity.through_all([DAY, None]) is None
    assert continuity.through_all([]) is None
