"""Issuing and cancelling invoices (R9.2, R8.4, D3, D5)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import BigInteger, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from services.billing.domain import books, numbers, prices
from services.billing.domain.books import Kind
from services.billing.domain.prices import Price, TariffRow
from services.billing.domain.reasons import Reason
from services.billing.domain.settlement import Status, Surplus
from services.billing.models import INVOICE_SERIAL, CancelledCase, Invoice, Tariff
from services.billing.queries import policies
from services.billing.usecases import due_dates, notices, voiding
from services.billing.usecases.acts import Acts, serials
from services.billing.usecases.books import Booking
from shared.clock import Now, now, office_day
from shared.contracts.billing import (
    CancelInvoice,
    InvoiceCancelled,
    InvoiceIssued,
    InvoiceRefused,
    IssueInvoice,
    ListSettled,
    SettledListed,
)
from shared.money import Money

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an order to issue: an invoice (perhaps made before), or the reasons against it."""

    case_id: UUID
    invoice: Invoice | None
    reasons: tuple[Reason, ...] = ()
    statements_by: datetime | None = None

    def as_event(self) -> InvoiceIssued | InvoiceRefused:
        """The answer to whoever ordered it."""
        if self.invoice is None:
            codes, rules = tuple(r.code for r in self.reasons), tuple(r.rule for r in self.reasons)
            return InvoiceRefused(self.case_id, codes, rules)
        one = self.invoice
        return InvoiceIssued(self.case_id, one.invoice_id, one.number, one.amount, one.due_at, self.statements_by)


def issue(session: Session, commands: Sequence[IssueInvoice]) -> list[Outcome]:
    """Issue the invoice of each case, or find it again (R9.2). The same case is never invoiced twice."""
    wanted = {command.case_id: command for command in commands}
    _one_after_the_other(session, wanted)
    made = _known(session, wanted)
    cancelled = set(session.scalars(select(CancelledCase.case_id).where(CancelledCase.case_id.in_(wanted))))
    tariffs = _tariffs(session, {(one.specialty, one.academic_year) for one in wanted.values()})
    refused: dict[UUID, tuple[Reason, ...]] = {}
    new = []
    for case_id, command in wanted.items():
        if case_id in made:
            continue
        reasons = tuple(_refusals(command, tariffs, is_cancelled=case_id in cancelled))
        if reasons:
            refused[case_id] = reasons
        else:
            new.append(command)
    made |= _make(session, new)
    return [
        Outcome(case_id, made.get(case_id), refused.get(case_id, ()), _statements_by(session, made.get(case_id)))
        for case_id in wanted
    ]


def _statements_by(session: Session, invoice: Invoice | None) -> datetime | None:
    return due_dates.statements_by(session, invoice.due_on) if invoice else None


def cancel(session: Session, commands: Sequence[CancelInvoice]) -> list[InvoiceCancelled]:
    """Void the invoices of cases that have ended; money on them becomes an advance with a refund request (D3).

    An order to cancel may overtake the order to issue: then the case is remembered and no invoice will be made.
    """
    why = {command.case_id: command.why for command in commands}
    _one_after_the_other(session, why)
    moment = now(session)
    remembered = [{"case_id": case_id, "why": said, "cancelled_at": moment.office} for case_id, said in why.items()]
    if remembered:
        session.execute(insert(CancelledCase).on_conflict_do_nothing(), remembered)
    invoices = voiding.locked(session, Invoice.case_id.in_(why))
    acts = Acts()
    live = [invoice for invoice in invoices if invoice.status in (Status.OPEN, Status.PAID)]
    of_dead = [invoice for invoice in live if why[invoice.case_id] == voiding.DIED]
    others = [invoice for invoice in live if why[invoice.case_id] != voiding.DIED]
    voiding.void(session, acts, of_dead, Status.CANCELLED, Surplus.BY_HAND, why)
    voiding.void(session, acts, others, Status.CANCELLED, Surplus.CANCELLED, why)
    acts.messages += [notices.cancelled(invoice) for invoice in live]
    acts.write(session)
    return [InvoiceCancelled(invoice.case_id, invoice.invoice_id) for invoice in invoices]


def settled(session: Session, commands: Sequence[ListSettled]) -> list[SettledListed]:
    """Which of these invoices are open no more; one that is being paid just now, or lapses, is waited for (R8.5)."""
    asked = Invoice.case_id.in_([case_id for command in commands for case_id in command.cases])
    status = {invoice.case_id: invoice.status for invoice in voiding.locked(session, asked)}
    return [
        SettledListed(one.case_id, tuple(case for case in one.cases if status.get(case) not in (None, Status.OPEN)))
        for one in commands
    ]


def _one_after_the_other(session: Session, case_ids: Iterable[UUID]) -> None:
    """Orders about one case wait for each other: one that issues and one that cancels it never miss one another."""
    keys = sorted(int.from_bytes(case_id.bytes[:8], signed=True) for case_id in case_ids)
    each = func.unnest(literal(keys, ARRAY(BigInteger))).column_valued("key")
    session.execute(select(func.pg_advisory_xact_lock(each)))


def _known(session: Session, case_ids: Mapping[UUID, object]) -> dict[UUID, Invoice]:
    rows = session.scalars(select(Invoice).where(Invoice.case_id.in_(case_ids)))
    return {invoice.case_id: invoice for invoice in rows}


def _tariffs(session: Session, keys: set[Key]) -> dict[Key, list[TariffRow]]:
    found: dict[Key, list[TariffRow]] = {}
    wanted = tuple_(Tariff.specialty, Tariff.academic_year).in_(keys)
    for row in session.scalars(select(Tariff).where(wanted).order_by(Tariff.version_no)):
        found.setdefault((row.specialty, row.academic_year), []).append(TariffRow(row.valid_from, row.price.tiyn))
    return found


def _refusals(command: IssueInvoice, tariffs: Mapping[Key, list[TariffRow]], *, is_cancelled: bool) -> list[Reason]:
    if is_cancelled:
        return [Reason("case_cancelled", "R8.4")]
    rows = tariffs.get((command.specialty, command.academic_year), [])
    price = Price(command.credits, command.accepted_price.tiyn)
    return list(prices.refusals(price, rows, command.specialty, command.academic_year))


def _make(session: Session, commands: Sequence[IssueInvoice]) -> dict[UUID, Invoice]:
    moment, acts = now(session), Acts()
    days_before = policies.reminder_days(session, moment.day)
    made = {}
    for command, serial in zip(commands, serials(session, INVOICE_SERIAL, len(commands)), strict=True):
        invoice = made[command.case_id] = _invoice(command, serial, moment)
        postings = books.invoiced(str(invoice.student_id), invoice.amount.tiyn)
        acts.bookings.append(
            Booking(Kind.INVOICED, postings, moment.day, student_id=invoice.student_id, invoice_id=invoice.invoice_id)
        )
        acts.dues += due_dates.dues(invoice, moment, days_before)
        acts.messages.append(notices.issued(invoice))
    session.add_all(made.values())
    session.flush()
    acts.write(session)
    return made


def _invoice(command: IssueInvoice, serial: int, moment: Now) -> Invoice:
    price = Price(command.credits, command.accepted_price.tiyn)
    return Invoice(
        invoice_id=uuid5(NAMESPACE_URL, f"tirkeu:invoice:{command.case_id}"), case_id=command.case_id,
        number=numbers.make(numbers.INVOICE, moment.day.year, serial), code=secrets.token_urlsafe(18),
        student_id=command.student_id, course_id=command.course_id, course_code=command.course_code,
        term_id=command.term_id, specialty=command.specialty, academic_year=command.academic_year,
        credits=price.credits, price=Money(price.of_one), amount=Money(price.total), held=Money(0), status=Status.OPEN,
        applied_at=command.applied_at, issued_at=moment.office, recorded_at=moment.real, due_at=command.due_at,
        due_on=office_day(command.due_at), reversals=0,
    )  # fmt: skip
