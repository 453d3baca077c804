"""Where the terms of the records lie: 18 weeks each, so that the summer term comes after the last of them (R2.1)."""

from datetime import date, timedelta

from shared.records.ids import record_id
from shared.records.model import TermKind, TermRecord, Texts

SUMMER_YEAR = 2026
WEEKS = 18
"""15 weeks of classes and the examination session."""

_NAMES = {
    TermKind.AUTUMN: Texts("күзгі семестр", "осенний семестр", "autumn term"),
    TermKind.SPRING: Texts("көктемгі семестр", "весенний семестр", "spring term"),
}


def autumn(year: int) -> TermRecord:
    """The autumn term that starts in this year."""
    return _term(TermKind.AUTUMN, year, _monday(date(year, 9, 1)))


def spring(year: int) -> TermRecord:
    """The spring term of this year, which closes in May."""
    return _term(TermKind.SPRING, year - 1, _monday(date(year, 1, 18)))


def summer_starts_on(year: int) -> date:
    """The Monday on which a summer term fits: its chain of dates begins after the spring session (D1)."""
    return _monday(date(year, 6, 20))


def academic_year(first: int) -> str:
    """An academic year as it is written, by the calendar year in which it begins."""
    return f"{first}/{first + 1}"


def _term(kind: TermKind, first: int, starts_on: date) -> TermRecord:
    year, names = academic_year(first), _NAMES[kind]
    code = f"{year}-{kind.value}"
    ends_on = starts_on + timedelta(weeks=WEEKS, days=-2)
    title = Texts(f"{year}, {names.kk}", f"{year}, {names.ru}", f"{year}, {names.en}")
    return TermRecord(record_id("term", code), code, kind, year, starts_on, ends_on, title)


def _monday(day: date) -> date:
    """The day itself or the Monday after it."""
    return day + timedelta(days=-day.weekday() % 7)
