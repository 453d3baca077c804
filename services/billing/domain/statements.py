"""A bank statement, whatever its format, and the checks that it passes before a tenge is posted (R14.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from services.billing.domain.amounts import write_tiyn
from services.billing.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Party:
    """Payer or payee, as the bank writes him."""

    name: str = ""
    id_number: str = ""
    account: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One operation: who paid whom what for; ``amount`` is positive, ``incoming`` its direction."""

    row: int
    number: str
    operation_on: date
    documented_on: date | None
    incoming: bool
    amount: int
    payer: Party
    payee: Party
    purpose: str
    purpose_code: str = ""

    @property
    def signed(self) -> int:
        return self.amount if self.incoming else -self.amount


@dataclass(frozen=True, slots=True)
class Span:
    """What the bank says of a stretch of days: opening + received - spent = closing."""

    row: int
    from_on: date
    through_on: date
    opening: int
    received: int
    spent: int
    closing: int

    def holds(self, day: date) -> bool:
        return self.from_on <= day <= self.through_on


@dataclass(frozen=True, slots=True)
class Statement:
    """One account's operations from a day through a day, in one or more spans (a bank may give one a day)."""

    account: str
    from_on: date
    through_on: date
    created_on: date | None
    spans: tuple[Span, ...]
    lines: tuple[Line, ...]

    @property
    def opening(self) -> int:
        return self.spans[0].opening

    @property
    def closing(self) -> int:
        return self.spans[-1].closing

    @property
    def received(self) -> int:
        return sum(span.received for span in self.spans)

    @property
    def spent(self) -> int:
        return sum(span.spent for span in self.spans)

    @property
    def complete_through(self) -> date:
        """The last day that was over when the bank made the file: a day still running may bring more money."""
        if self.created_on is None or self.created_on > self.through_on:
            return self.through_on
        return max(self.created_on, self.from_on) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a file: a statement, or every problem at once; never both."""

    statement: Statement | None
    problems: tuple[Reason, ...]
    encoding: str = ""


def problems(statement: Statement) -> Iterator[Reason]:
    """Every way in which a statement contradicts itself, and by how much (R14.4)."""
    for span in statement.spans:
        yield from _of_span(span, statement.lines)
    for earlier, later in pairwise(statement.spans):
        yield from _between(earlier, later)
    for line in statement.lines:
        if not any(span.holds(line.operation_on) for span in statement.spans):
            yield _reason("line_outside_period", row=line.row, number=line.number, day=line.operation_on)


def _of_span(span: Span, lines: Sequence[Line]) -> Iterator[Reason]:
    if span.through_on < span.from_on:
        yield _reason("period_backwards", row=span.row, since=span.from_on, until=span.through_on)
    off = span.opening + span.received - span.spent - span.closing
    if off:
        yield _reason("balance_wrong", row=span.row, by=write_tiyn(off))
    inside = [line for line in lines if span.holds(line.operation_on)]
    for code, said, incoming in (("received_differs", span.received, True), ("spent_differs", span.spent, False)):
        seen = sum(line.amount for line in inside if line.incoming is incoming)
        if seen != said:
            amounts = {"said": write_tiyn(said), "seen": write_tiyn(seen), "by": write_tiyn(said - seen)}
            yield _reason(code, row=span.row, **amounts)


def _between(earlier: Span, later: Span) -> Iterator[Reason]:
    if later.from_on <= earlier.through_on:
        yield _reason("spans_overlap", row=later.row, day=later.from_on)
    if later.opening != earlier.closing:
        yield _reason("spans_do_not_follow", row=later.row, by=write_tiyn(later.opening - earlier.closing))


def _reason(code: str, **params: object) -> Reason:
    return Reason(code, "R14.4", {name: str(value) for name, value in params.items()})


def keys(account: str, lines: Iterable[Line]) -> list[str]:
    """Each line's key: account, document, date, sum, payer's account, occurrence within the day (R14.2, D18)."""
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        payer = "".join(line.payer.account.upper().split())
        stem = "|".join((account, line.number.strip(), line.operation_on.isoformat(), write_tiyn(line.signed), payer))
        seen[stem] += 1
        found.append(f"{stem}|{seen[stem]}")
    return found
