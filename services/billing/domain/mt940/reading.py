"""MT940 messages to a statement: pages of one are joined, every problem is named at once (R14.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from services.billing.domain import statements
from services.billing.domain.amounts import read_tiyn, write_tiyn
from services.billing.domain.mt940.lines import Marks, line_of
from services.billing.domain.mt940.text import Field, decode, looks_like_it, messages
from services.billing.domain.statements import Line, Reading, Span, Statement

__all__ = ["looks_like_it", "read"]

_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})([\d,.]+)")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Balance:
    """A booked balance at the end of a day."""

    amount: int
    on: date
    final: bool
    """False: of a page, another one follows."""


@dataclass(slots=True)
class Page:
    """One message, as far as it could be read."""

    row: int
    account: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    created_on: date | None = None
    lines: tuple[Line, ...] = ()


def read(raw: bytes) -> Reading:
    """Read a file. A statement comes out only where it agrees with itself to the tiyn."""
    text, encoding = decode(raw)
    found, lost = messages(text)
    marks = Marks()
    for row, words in lost:
        marks.problem("row_not_understood", row, text=words.strip()[:60])
    pages = [_page(fields, marks) for fields in found]
    statement = _statement(pages, marks) if pages else None
    if not pages:
        marks.problem("field_missing", 1, field=":20:")
    if statement is not None:
        marks.problems.extend(statements.problems(statement))
    return Reading(None if marks.problems else statement, tuple(marks.problems), encoding)


def _page(fields: Sequence[Field], marks: Marks) -> Page:
    page = Page(fields[0].row)
    lines = []
    for field, after in zip(fields, [*fields[1:], None], strict=True):
        if field.tag == "25":
            page.account = re.split(r"[\s/]", field.text.upper().strip("/"))[-1]
        elif field.tag in ("60F", "60M"):
            page.opening = _balance(field, marks)
        elif field.tag in ("62F", "62M"):
            page.closing = _balance(field, marks)
        elif field.tag == "13D":
            page.created_on = _created(field, marks)
        elif field.tag == "61":
            lines.append(line_of(field, after if after and after.tag == "86" else None, marks))
    for tag, there in ((":25:", page.account), (":60F:", page.opening), (":62F:", page.closing)):
        if not there:
            marks.problem("field_missing", page.row, field=tag)
    page.lines = tuple(line for line in lines if line)
    return page


def _balance(field: Field, marks: Marks) -> Balance | None:
    found = _BALANCE.fullmatch(field.text.replace(" ", ""))
    day = marks.day(field, found[2]) if found else None
    if not found:
        marks.problem("not_an_amount", field.row, field=f":{field.tag}:", value=field.text[:30])
    if not found or day is None:
        return None
    if found[3] != "KZT":
        marks.problem("currency_not_tenge", field.row, currency=found[3])
    amount = read_tiyn(found[4].rstrip(",."))
    return Balance(amount if found[1] == "C" else -amount, day, field.tag.endswith("F"))


def _created(field: Field, marks: Marks) -> date | None:
    try:
        return datetime.strptime(field.text[:6], "%y%m%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        marks.problem("not_a_date", field.row, field=":13D:", value=field.text[:20])
        return None


def _statement(pages: Sequence[Page], marks: Marks) -> Statement | None:
    accounts = {page.account for page in pages if page.account}
    if len(accounts) > 1:
        marks.problem("several_accounts", pages[0].row, accounts=", ".join(sorted(accounts)))
    spans = [span for group in _statements_of(pages) if (span := _span(group, marks))]
    if not spans or not accounts:
        return None
    spans.sort(key=lambda span: (span.from_on, span.through_on))
    created = max((page.created_on for page in pages if page.created_on), default=None)
    lines = tuple(line for page in pages for line in page.lines)
    return Statement(min(accounts), spans[0].from_on, spans[-1].through_on, created, tuple(spans), lines)


def _statements_of(pages: Iterable[Page]) -> list[list[Page]]:
    """Pages joined: one that ends with an intermediate balance goes on in the next."""
    found: list[list[Page]] = []
    for page in pages:
        goes_on = found and found[-1][-1].closing and not found[-1][-1].closing.final
        if goes_on and page.opening and not page.opening.final:
            found[-1].append(page)
        else:
            found.append([page])
    return found


def _span(pages: Sequence[Page], marks: Marks) -> Span | None:
    """The days after the opening balance's through the closing's; of one day both balances bear that day."""
    opening, closing = pages[0].opening, pages[-1].closing
    if opening is None or closing is None:
        return None
    for ends, begins in pairwise(pages):
        if ends.closing and begins.opening and ends.closing.amount != begins.opening.amount:
            marks.problem("spans_do_not_follow", begins.row, by=write_tiyn(begins.opening.amount - ends.closing.amount))
    lines = [line for page in pages for line in page.lines]
    same = opening.on >= closing.on or any(line.operation_on <= opening.on for line in lines)
    sums = [sum(line.amount for line in lines if line.incoming is way) for way in (True, False)]
    since = opening.on if same else opening.on + _DAY
    return Span(pages[0].row, since, closing.on, opening.amount, sums[0], sums[1], closing.amount)
