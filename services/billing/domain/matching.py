"""Whose money a line of a statement is (R14.2, D4, D15, D16): it posts by itself, or says why it can't."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.billing.domain import numbers
from services.billing.domain.iin import iins_in
from services.billing.domain.look_alikes import has_word
from services.billing.domain.providers import ProviderSign
from services.billing.domain.reasons import Reason
from services.billing.domain.statements import Line


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice as matching sees it; ``remaining`` is what is still to be paid (0 when paid or void)."""

    invoice_id: UUID
    number: str
    student_id: UUID
    surname: str
    remaining: int
    due_on: date
    applied_at: datetime
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Payable:
    """A refund released by two that has not left the bank yet."""

    refund_id: UUID
    amount: int
    account: str
    name: str = ""
    id_number: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the books know about the lines of a file, looked up once for all."""

    by_number: Mapping[str, OpenInvoice] = field(default_factory=dict)
    by_iin: Mapping[str, tuple[UUID, str]] = field(default_factory=dict)
    """A student's id and surname."""
    open_of: Mapping[UUID, tuple[OpenInvoice, ...]] = field(default_factory=dict)
    by_surname: Mapping[str, tuple[OpenInvoice, ...]] = field(default_factory=dict)
    """Open invoices by the look of the first word of the student's surname."""
    refunds: Mapping[str, Payable] = field(default_factory=dict)
    """Released refunds by their number."""
    paid_out: Mapping[str, Payable] = field(default_factory=dict)
    """Refunds that have left the bank, by their number: one may send them back (D22)."""
    providers: tuple[ProviderSign, ...] = ()


class Waits(StrEnum):
    """For whom a line of the queue waits."""

    UNKNOWN = "unknown"
    """For finance, who finds whose it is (R14.2)."""
    CHOICE = "choice"
    """For the student, who chooses among his invoices until due (D4)."""
    LUMP = "lump"
    """For the provider's register (D17)."""


class Way(StrEnum):
    """What becomes of a line."""

    POSTS = "posts"
    QUEUE = "queue"
    CLEARING = "clearing"
    PAYOUT = "payout"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the line's sum for an invoice; parts add up to the line."""

    invoice_id: UUID
    amount: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """An invoice that the line may be meant for; the likelihood (0-100) orders the queue."""

    invoice_id: UUID
    likelihood: int
    clues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What becomes of a line and why."""

    way: Way
    reasons: tuple[Reason, ...]
    parts: tuple[Part, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    refund_id: UUID | None = None
    waits: Waits = Waits.UNKNOWN
    student_id: UUID | None = None
    """Who chooses (D4)."""
    provider_id: UUID | None = None

    @property
    def likelihood(self) -> int:
        return max((candidate.likelihood for candidate in self.candidates), default=0)


def by_itself(line: Line, known: Known) -> Match | None:
    """How an incoming line posts by itself, or why it can't although it names an invoice or a student (R14.2)."""
    named = [known.by_number[number] for number in numbers.named_in(line.purpose) if number in known.by_number]
    if named:
        return _to_named(line, named)
    students = {known.by_iin[iin] for iin in iins_in(line.purpose) if iin in known.by_iin}
    return _to_student(line, students, known) if students else None


def _to_named(line: Line, named: Sequence[OpenInvoice]) -> Match:
    reason = _reason("number_named", number=", ".join(invoice.number for invoice in named))
    if len(named) == 1:
        return Match(Way.POSTS, (reason,), (Part(named[0].invoice_id, line.amount),))
    return _one_or_all(line, named, reason) or _choice_or_doubt(line, named, 90, "several_invoices_named")


def _choice_or_doubt(line: Line, invoices: Sequence[OpenInvoice], likelihood: int, code: str) -> Match:
    """D4: several open invoices of one student leave him the choice; everything else is finance's."""
    waiting = [invoice for invoice in invoices if invoice.is_open and invoice.remaining]
    students = {invoice.student_id for invoice in invoices}
    if len(waiting) < 2 or len(students) > 1:
        return _doubt(line, invoices, likelihood, code)
    match = _doubt(line, waiting, likelihood, code, rule="D4")
    return replace(match, waits=Waits.CHOICE, student_id=students.pop())


def _one_or_all(line: Line, invoices: Sequence[OpenInvoice], reason: Reason) -> Match | None:
    """D4: what equals one invoice, or the sum of all; never two halves."""
    waiting = [invoice for invoice in invoices if invoice.remaining]
    equal = [invoice for invoice in waiting if invoice.remaining == line.amount]
    if len(equal) == 1:
        return Match(Way.POSTS, (reason, Reason("equals_one", "D4")), (Part(equal[0].invoice_id, line.amount),))
    if len(waiting) > 1 and sum(invoice.remaining for invoice in waiting) == line.amount:
        parts = tuple(Part(invoice.invoice_id, invoice.remaining) for invoice in waiting)
        return Match(Way.POSTS, (reason, Reason("equals_sum_of_all", "D4")), parts)
    return None


def _to_student(line: Line, students: set[tuple[UUID, str]], known: Known) -> Match | None:
    if len(students) > 1:
        invoices = [invoice for student_id, _ in students for invoice in known.open_of.get(student_id, ())]
        return _doubt(line, invoices, 60, "several_students_named")
    student_id, surname = min(students)
    invoices = list(known.open_of.get(student_id, ()))
    if not _same_name(line, surname):
        return _doubt(line, invoices, 50, "iin_of_another_name", rule="D16")
    if not invoices:
        return None
    found = _one_or_all(line, invoices, _reason("iin_and_surname", surname=surname))
    if found:
        return found
    equal = [invoice for invoice in invoices if invoice.remaining == line.amount]
    if len(equal) > 1:
        return _choice_or_doubt(line, equal, 70, "several_open_of_that_sum")
    return _doubt(line, invoices, 70, "no_open_invoice_of_that_sum")


def _same_name(line: Line, surname: str) -> bool:
    """The surname stands in the purpose; or the student pays himself, and it is the payer's (R14.2)."""
    pays_himself = line.payer.id_number in iins_in(line.purpose)
    return has_word(line.purpose, surname) or (pays_himself and has_word(line.payer.name, surname))


def _doubt(line: Line, invoices: Sequence[OpenInvoice], likelihood: int, code: str, *, rule: str = "R14.2") -> Match:
    found = tuple(_candidate(line, invoice, likelihood, code) for invoice in invoices)
    return Match(Way.QUEUE, (Reason(code, rule),), (), found)


def _candidate(line: Line, invoice: OpenInvoice, likelihood: int, code: str) -> Candidate:
    if invoice.remaining == line.amount:
        return Candidate(invoice.invoice_id, likelihood + 9, (code, "same_sum"))
    return Candidate(invoice.invoice_id, likelihood, (code,))


def _reason(code: str, **params: str) -> Reason:
    return Reason(code, "R14.2", params)
