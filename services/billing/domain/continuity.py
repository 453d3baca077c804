"""Whether a statement goes on where the last one of its account ended (R14.4, R14.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.billing.domain.amounts import write_tiyn
from services.billing.domain.reasons import Reason
from services.billing.domain.statements import Line, Statement

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is loaded of an account: its days, its balance before the new file begins, its lines from that day on."""

    first_on: date
    through_on: date
    complete_through: date
    balance_before: int
    keys: frozenset[str]
    """Of the lines within the new file's period."""


def refusals(statement: Statement, keys: Sequence[str], loaded: Loaded | None) -> Iterator[Reason]:
    """Why the statement does not follow; days loaded before may come again, with the same lines only (R14.2)."""
    if loaded is None:
        return
    if statement.from_on < loaded.first_on:
        yield _reason("statement_before_first", since=statement.from_on, first=loaded.first_on)
        return
    if statement.from_on > loaded.through_on + _DAY:
        yield _reason("statement_gap", since=loaded.through_on + _DAY, until=statement.from_on - _DAY)
    off = statement.opening - loaded.balance_before
    if off:
        amounts = {"said": write_tiyn(statement.opening), "books": write_tiyn(loaded.balance_before)}
        yield _reason("opening_differs", **amounts, by=write_tiyn(off))
    yield from _other_lines(statement.lines, keys, loaded)


def _other_lines(lines: Sequence[Line], keys: Sequence[str], loaded: Loaded) -> Iterator[Reason]:
    for line, key in zip(lines, keys, strict=True):
        if line.operation_on <= loaded.complete_through and key not in loaded.keys:
            yield _reason("new_line_in_closed_day", row=line.row, number=line.number, day=line.operation_on)
    gone = loaded.keys - set(keys)
    if gone:
        yield _reason("loaded_lines_missing", count=len(gone))


def through_all(complete: Iterable[date | None]) -> date | None:
    """The day through which every account's statements are in; None while one account has none (R8.4)."""
    days = list(complete)
    return min(day for day in days if day) if days and all(days) else None


def _reason(code: str, **params: object) -> Reason:
    return Reason(code, "R14.4", {name: str(value) for name, value in params.items()})
