"""A published date moves only later: what an act would move, and every reason against it (R13.1, D1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from services.registration.domain.calendar import Calendar
from services.registration.domain.reasons import Reason
from services.registration.domain.term_dates import ALMATY, Chain, misfits

MOVABLE = (
    "opens_at", "drawn_at", "closes_at", "due_on", "statements_by", "counted_at", "offers_end_at", "confirmed_by",
    "lists_on", "last_statements_at", "starts_on", "exams_from", "ends_on", "sheets_due_at",
)  # fmt: skip
"""In the order of the chain; the day of publication is over when these are published."""
OF_SEATS = frozenset(("due_on", "confirmed_by"))
"""Dates that a seat still waits for when they are over: until the statements are in they can move (R8.4)."""
BEGINS = frozenset(("lists_on", "starts_on", "exams_from"))
"""Days that act in their morning; the others at their end."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One date of the chain on another day, at its hour; ``along``: those after it by as many working days."""

    name: str
    day: date
    along: bool = False


def moved(dates: Chain, wish: Wish, calendar: Calendar) -> Chain:
    """The chain after the act. Attestations keep their distance to the start, sheets theirs to the end (R4.1, R5.1)."""
    old = _day(getattr(dates, wish.name))
    by = calendar.working_days_between(old, wish.day)
    later: dict[str, Any] = {wish.name: _on(getattr(dates, wish.name), wish.day)}
    after = MOVABLE[MOVABLE.index(wish.name) + 1 :] if wish.along else ()
    for name in after:
        later[name] = _shifted(getattr(dates, name), by, calendar)
    if "ends_on" in later and wish.along:
        by_clock = _day(dates.sheets_due_at) + (later["ends_on"] - dates.ends_on)
        later["sheets_due_at"] = _on(dates.sheets_due_at, calendar.forward(by_clock))
    if "starts_on" in later:
        later["attestations_on"] = tuple(calendar.shift(day, by) for day in dates.attestations_on)
    return dates.moved(**later)


def changes(before: Chain, after: Chain) -> dict[str, tuple[Any, Any]]:
    """Each date that the act moves: old and new."""
    names = [field.name for field in fields(Chain)]
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def against(dates: Chain, wish: Wish, now: datetime, calendar: Calendar, held: frozenset[str]) -> Iterator[Reason]:
    """Every reason against the act: earlier, over, acted already, or a chain that does not fit (R13.1, D1).

    ``held`` are dates that are over but have not acted, because a long outage holds them.
    """
    old = getattr(dates, wish.name)
    if wish.day <= _day(old):
        yield Reason("date_moves_only_later", "R13.1", {"link": f"text:chain.{wish.name}", "stands": _written(old)})
        return
    after = moved(dates, wish, calendar)
    for name, (before, new) in changes(dates, after).items():
        if name == "attestations_on":
            continue
        shown = {"link": f"text:chain.{name}", "stands": _written(before)}
        if _acts_at(name, before) <= now and name not in OF_SEATS | held:
            yield Reason("date_has_acted", "R13.1", shown)
        elif _acts_at(name, new) <= now:
            yield Reason("date_is_over", "R13.1", {"link": f"text:chain.{name}", "date": _written(new)})
    yield from misfits(after, calendar)
    last = max(after.attestations_on, default=after.starts_on)
    if last >= after.exams_from:
        yield Reason("attestation_not_before_exams", "R4.1", {"date": _written(last)})


def exam_day(day: date, before: Chain, after: Chain, calendar: Calendar) -> date:
    """An exam follows the exams that move, and stays within the term (R8.2)."""
    by = calendar.working_days_between(before.exams_from, after.exams_from)
    return max(day, min(calendar.shift(day, by), after.ends_on))


def plain(moves: Mapping[str, tuple[Any, Any]]) -> list[dict[str, str]]:
    """What moved, as the register keeps it."""
    return [{"name": name, "old": _kept(old), "new": _kept(new)} for name, (old, new) in moves.items()]


def _kept(value: Any) -> str:
    days = value if isinstance(value, tuple) else (value,)
    return ", ".join(day.isoformat() for day in days)


def _acts_at(name: str, value: date | datetime) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(0) if name in BEGINS else time(23, 59, 59), ALMATY)


def _shifted(value: date | datetime, by: int, calendar: Calendar) -> date | datetime:
    day = _day(value)
    return _on(value, calendar.shift(day, by)) if by else value


def _on(value: date | datetime, day: date) -> date | datetime:
    if not isinstance(value, datetime):
        return day
    return datetime.combine(day, value.astimezone(ALMATY).time(), ALMATY)


def _day(value: date | datetime) -> date:
    return value.astimezone(ALMATY).date() if isinstance(value, datetime) else value


def _written(when: date | datetime) -> str:
    return f"{'moment' if isinstance(when, datetime) else 'date'}:{when.isoformat()}"
