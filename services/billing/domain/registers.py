"""A provider's register: who was paid for in one line, gross, on which day, less which commission (D17, R14.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.billing.domain import numbers
from services.billing.domain.amounts import read_tiyn, write_tiyn
from services.billing.domain.matching import OpenInvoice
from services.billing.domain.reasons import Reason

FIELDS = ("paid_on", "number", "iin", "gross", "commission", "own_id")
NEEDED = ("paid_on", "gross", "own_id")
OLDEST = timedelta(days=31)
_SPREADSHEETS_BEGIN = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment of the register."""

    row: int
    paid_on: date
    number: str
    iin: str
    gross: int
    commission: int
    own_id: str


@dataclass(frozen=True, slots=True)
class Lump:
    """The line that the register is for."""

    amount: int
    operation_on: date


def read(rows: Sequence[Sequence[str]], columns: Mapping[str, str]) -> tuple[list[Paid], list[Reason]]:
    """The payments under the provider's titles, or every row that is not understood."""
    places = _places(rows[0] if rows else [], columns)
    missing = [columns.get(field) or field for field in NEEDED if field not in places]
    if missing or not ({"number", "iin"} & places.keys()):
        return [], [_reason("columns_missing", columns=", ".join(missing or [columns.get("number", "number")]))]
    found: list[Paid] = []
    problems: list[Reason] = []
    for nth, row in enumerate(rows[1:], start=2):
        cells = {field: row[place] if place < len(row) else "" for field, place in places.items()}
        try:
            found.append(_paid(nth, cells))
        except ValueError as error:
            problems.append(_reason("register_row_not_understood", row=nth, text=str(error)[:80]))
    return found, problems


def refusals(
    paid: Sequence[Paid], lump: Lump, known_ids: Collection[str], found: Mapping[int, OpenInvoice | None]
) -> Iterator[Reason]:
    """Everything against the register at once: sums, days, payments that were in one before, people not found."""
    net = sum(one.gross - one.commission for one in paid)
    if net != lump.amount:
        sums = {"net": write_tiyn(net), "line": write_tiyn(lump.amount), "by": write_tiyn(lump.amount - net)}
        yield _reason("register_differs", **sums)
    twice = Counter(one.own_id for one in paid)
    for one in paid:
        if one.gross <= 0 or not 0 <= one.commission <= one.gross:
            yield _reason("register_sum_impossible", row=one.row)
        if not lump.operation_on - OLDEST <= one.paid_on <= lump.operation_on:
            yield _reason("register_day_impossible", row=one.row, day=one.paid_on, line=lump.operation_on)
        if twice[one.own_id] > 1 or one.own_id in known_ids:
            yield _reason("register_id_known", row=one.row, own_id=one.own_id)
        if found.get(one.row) is None:
            yield _reason("register_person_unknown", row=one.row, text=one.number or one.iin or "–")


def recipients(
    paid: Sequence[Paid],
    by_number: Mapping[str, OpenInvoice],
    of_student: Mapping[UUID, Sequence[OpenInvoice]],
    by_iin: Mapping[str, UUID],
) -> dict[int, OpenInvoice | None]:
    """Whose each row is, by its number; what one row has paid is not open for the next of the same student (D4)."""
    found: dict[int, OpenInvoice | None] = {}
    left = {student: list(invoices) for student, invoices in of_student.items()}
    for one in sorted(paid, key=lambda one: not numbers.named_in(one.number)):
        invoice = found[one.row] = recipient(one, by_number, left, by_iin)
        if invoice and invoice.student_id in left:
            left[invoice.student_id] = [_less(other, invoice, one.gross) for other in left[invoice.student_id]]
    return found


def _less(other: OpenInvoice, paid: OpenInvoice, gross: int) -> OpenInvoice:
    if other.invoice_id != paid.invoice_id:
        return other
    remaining = max(0, other.remaining - gross)
    return replace(other, remaining=remaining, is_open=other.is_open and remaining > 0)


def recipient(
    paid: Paid,
    by_number: Mapping[str, OpenInvoice],
    of_student: Mapping[UUID, Sequence[OpenInvoice]],
    by_iin: Mapping[str, UUID],
) -> OpenInvoice | None:
    """Whose it is: the invoice named; else, of the student with that IIN, by D4."""
    named = numbers.named_in(paid.number)
    if named:
        return by_number.get(named[0])
    student = by_iin.get(paid.iin)
    invoices = of_student.get(student, ()) if student else ()
    waiting = [one for one in invoices if one.is_open and one.due_on >= paid.paid_on] or list(invoices)
    equal = [one for one in waiting if one.remaining == paid.gross]
    return min(equal or waiting, key=lambda one: (one.due_on, one.applied_at), default=None)


def _places(titles: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    there = {title.strip().casefold(): nth for nth, title in enumerate(titles)}
    wanted = {field: (columns.get(field) or "").strip().casefold() for field in FIELDS}
    return {field: there[title] for field, title in wanted.items() if title and title in there}


def _paid(row: int, cells: Mapping[str, str]) -> Paid:
    if not cells["own_id"]:
        raise ValueError("–")
    return Paid(
        row, _day(cells["paid_on"]), cells.get("number", ""), cells.get("iin", ""), read_tiyn(cells["gross"]),
        read_tiyn(cells.get("commission") or "0"), cells["own_id"],
    )  # fmt: skip


def _day(written: str) -> date:
    """``02.06.2025``, ``2025-06-02``, each perhaps with an hour; or a spreadsheet's number of a day."""
    first = written.replace("T", " ").partition(" ")[0]
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(first, form).date()  # noqa: DTZ007 - a calendar day
        except ValueError:
            continue
    whole = first.partition(".")[0]
    if whole.isascii() and whole.isdigit() and 36_000 < int(whole) < 80_000:
        return _SPREADSHEETS_BEGIN + timedelta(days=int(whole))
    raise ValueError(written)


def _reason(code: str, **params: object) -> Reason:
    return Reason(code, "D17", {name: str(value) for name, value in params.items()})
