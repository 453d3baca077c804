"""The chain of dates of a summer term, worked out from its first day and checked link by link (R8.3, D1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from services.registration.domain.calendar import Calendar
from services.registration.domain.reasons import Reason

ALMATY = ZoneInfo("Asia/Almaty")
WEEK = timedelta(days=7)
FIRST_DAY = timedelta(hours=24)
"""Applications of the window's first 24 hours wait for the draw (D2)."""


@dataclass(frozen=True, slots=True)
class Distances:
    """Working days before the first day, hours of Almaty, weeks: ``summer_dates`` (defaults: D1), ``retake_dates``."""

    publish: int = 16
    open: int = 14
    draw: int = 13
    close: int = 9
    due: int = 8
    statements: int = 6
    count: int = 5
    offers_end: int = 4
    confirm: int = 3
    lists: int = 2
    last_statements: int = 1
    opening_hour: int = 9
    closing_hour: int = 18
    noon: int = 12
    days_to_pay: int = 2
    weeks_of_classes: int = 4
    weeks_of_control: int = 1
    hours_to_enter_results: int = 24
    results_in_working_hours: bool = False
    """Those hours are the office's on working days, not the clock's (R5.1)."""
    attestation_weeks: tuple[int, ...] = (2, 4)
    """In the summer 2 and 4, over a whole term 7 and 15 (R4.1)."""

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self:
        """Read a policy row; what it does not name keeps D1's default."""
        return cls(**{field.name: _number(value[field.name]) for field in fields(cls) if field.name in value})


def _number(value: Any) -> Any:
    return tuple(map(int, value)) if isinstance(value, list | tuple) else int(value)


@dataclass(frozen=True, slots=True)
class Chain:
    """Every date of the term, as columns of ``term_dates`` name them."""

    publish_by: date
    opens_at: datetime
    drawn_at: datetime
    closes_at: datetime
    due_on: date
    statements_by: date
    counted_at: datetime
    offers_end_at: datetime
    confirmed_by: date
    lists_on: date
    last_statements_at: datetime
    starts_on: date
    attestations_on: tuple[date, ...]
    exams_from: date
    ends_on: date
    sheets_due_at: datetime

    def moved(self, **later: Any) -> Chain:
        """The same chain with some dates moved."""
        return replace(self, **later)


def chain(starts_on: date, calendar: Calendar, distances: Distances) -> Chain:
    """Work the chain out from the first day: each date so many working days before it (D1)."""

    def day(before: int) -> date:
        return calendar.shift(starts_on, -before)

    def moment(before: int, hour: int) -> datetime:
        return _at(day(before), hour)

    d = distances
    exams_from = calendar.forward(starts_on + WEEK * d.weeks_of_classes)
    ends_on = _last_of_week(starts_on, d.weeks_of_classes + d.weeks_of_control, calendar)
    return Chain(
        publish_by=day(d.publish),
        opens_at=moment(d.open, d.opening_hour),
        drawn_at=moment(d.draw, d.opening_hour),
        closes_at=moment(d.close, d.closing_hour),
        due_on=day(d.due),
        statements_by=day(d.statements),
        counted_at=moment(d.count, d.noon),
        offers_end_at=moment(d.offers_end, d.noon),
        confirmed_by=day(d.confirm),
        lists_on=day(d.lists),
        last_statements_at=moment(d.last_statements, d.noon),
        starts_on=starts_on,
        attestations_on=tuple(
            _last_of_week(starts_on, n, calendar) for n in d.attestation_weeks if n <= d.weeks_of_classes
        ),
        exams_from=exams_from,
        ends_on=ends_on,
        sheets_due_at=sheets_due(ends_on, calendar, d),
    )


def sheets_due(ends_on: date, calendar: Calendar, d: Distances) -> datetime:
    """By when the last sheet is due, from the closing hour of the last day on; never on a day off (R5.1, R13.1)."""
    if d.results_in_working_hours:
        days, rest = divmod(d.hours_to_enter_results, d.closing_hour - d.opening_hour)
        return _at(calendar.shift(ends_on, days + (rest > 0)), d.opening_hour + rest if rest else d.closing_hour)
    due = _at(ends_on, d.closing_hour) + timedelta(hours=d.hours_to_enter_results)
    return datetime.combine(calendar.forward(due.date()), due.time(), ALMATY)


def misfits(dates: Chain, calendar: Calendar, spring_ends_on: date | None = None) -> Iterator[Reason]:
    """Every link of the chain that does not fit the next, and every date on a day off; none means it fits (R8.3)."""
    yield from _links_out_of_order(dates)
    yield from _days_off(dates, calendar)
    if dates.drawn_at - dates.opens_at < FIRST_DAY:
        yield Reason("first_day_too_short", "D2", _shown(dates, "opens_at", "drawn_at"))
    if spring_ends_on is not None and _day(dates.opens_at) < spring_ends_on:
        yield Reason("opens_before_spring_ends", "R8.3", {"date": f"date:{spring_ends_on.isoformat()}"})


Link = tuple[str, str, str, Callable[[date], datetime], Callable[[date], datetime]]


def _end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), ALMATY)


def _start(day: date) -> datetime:
    return _at(day, 0)


_LINKS: tuple[Link, ...] = (
    ("publish_by", "opens_at", "D1", _end, _start),
    ("opens_at", "drawn_at", "D2", _end, _start),
    ("drawn_at", "closes_at", "D1", _end, _start),
    ("closes_at", "due_on", "R8.4", _end, _start),
    ("due_on", "statements_by", "R8.4", _end, _start),
    ("statements_by", "counted_at", "R8.5", _end, _start),
    ("counted_at", "offers_end_at", "D6", _end, _start),
    ("offers_end_at", "confirmed_by", "D20", _end, _start),
    ("confirmed_by", "lists_on", "R8.3", _end, _start),
    ("lists_on", "last_statements_at", "R8.4", _end, _start),
    ("last_statements_at", "starts_on", "R8.4", _end, _start),
    ("starts_on", "exams_from", "R8.2", _end, _start),
    ("exams_from", "ends_on", "R8.2", _start, _end),
    ("ends_on", "sheets_due_at", "R5.1", _end, _start),
)
"""Each date, the next one, the rule between them; a day before a day must be over, exams may end on their first day."""


def _links_out_of_order(dates: Chain) -> Iterator[Reason]:
    for earlier, later, rule, last_moment, first_moment in _LINKS:
        before, after = getattr(dates, earlier), getattr(dates, later)
        if _moment(before, last_moment) >= _moment(after, first_moment):
            yield Reason("dates_out_of_order", rule, _shown(dates, earlier, later))


def _moment(when: date | datetime, of_day: Callable[[date], datetime]) -> datetime:
    return when if isinstance(when, datetime) else of_day(when)


def _days_off(dates: Chain, calendar: Calendar) -> Iterator[Reason]:
    for name in (field.name for field in fields(dates) if field.name != "attestations_on"):
        day = _day(getattr(dates, name))
        if not calendar.is_working(day):
            yield Reason("date_on_day_off", "R13.1", {"link": f"text:chain.{name}", "date": f"date:{day.isoformat()}"})


def _shown(dates: Chain, earlier: str, later: str) -> dict[str, str]:
    return {
        "earlier": f"text:chain.{earlier}",
        "earlier_at": _written(getattr(dates, earlier)),
        "later": f"text:chain.{later}",
        "later_at": _written(getattr(dates, later)),
    }


def _written(when: date | datetime) -> str:
    return f"{'moment' if isinstance(when, datetime) else 'date'}:{when.isoformat()}"


def _day(when: date | datetime) -> date:
    return when.astimezone(ALMATY).date() if isinstance(when, datetime) else when


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ALMATY)


def _last_of_week(starts_on: date, week: int, calendar: Calendar) -> date:
    return max(starts_on, calendar.back(starts_on + WEEK * week - timedelta(days=1)))
