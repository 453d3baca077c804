"""'I have paid': a receipt is taken, keeps the seat, and is judged when the statements are in (R8.4, D19, R3.8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from services.billing.domain import declared
from services.billing.domain.declared import Claim, Found, Verdict
from services.billing.domain.reasons import Reason
from services.billing.domain.settlement import Status
from services.billing.models import (
    Advance,
    DeclaredPayment,
    Invoice,
    InvoiceMoney,
    Protection,
    QueueItem,
    StatementLine,
    StatementsThrough,
)
from services.billing.queries import policies
from services.billing.queries.workdays import banking_days
from services.billing.usecases import protections, receipt_events, receipt_holds, voiding
from shared.clock import Now, now
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a student says of his payment, with its copy."""

    invoice_id: UUID
    amount: Money
    paid_on: date
    bank: str
    document: str
    file_name: str
    content: bytes
    abroad: bool = False


def declare(session: Session, student_id: UUID, said: Declaration) -> DeclaredPayment:
    """Take a receipt for an open invoice of this student; his seat is protected until that day's statement is in."""
    found = voiding.locked(session, (Invoice.invoice_id == said.invoice_id) & (Invoice.student_id == student_id))
    if not found:
        raise NotFound("invoice")
    invoice, moment = found[0], now(session)
    reasons = _against(session, invoice, said, moment)
    if reasons:
        raise Refused(reasons)
    one = _declaration(session, invoice, said, moment)
    session.add(one)
    session.flush()
    protections.protect(
        session, "abroad" if said.abroad else "receipt", [invoice.invoice_id], until_statements_of=one.expected_by,
        declaration_id=one.declaration_id,
    )  # fmt: skip
    receipt_events.tell(session, [one])
    return one


def judge(session: Session, through: date | None) -> None:
    """The statements are in through this day: whose money is not among them has shown a false receipt (R8.4)."""
    query = select(DeclaredPayment).where(DeclaredPayment.status == Verdict.WAITS)
    if through is not None:
        _judge(session, list(session.scalars(query.where(DeclaredPayment.expected_by <= through))), through)


def money_came(session: Session, invoice_ids: Collection[UUID]) -> None:
    """Money came for these invoices: receipts that were right are told so, also those that had been held false."""
    which = DeclaredPayment.invoice_id.in_(invoice_ids) & DeclaredPayment.status.in_((Verdict.WAITS, Verdict.FALSE))
    found = list(session.scalars(select(DeclaredPayment).where(which)))
    if found:
        _judge(session, found, session.scalar(select(StatementsThrough.through)))


def claims(session: Session, invoice_ids: Collection[UUID]) -> Mapping[UUID, Claim]:
    """Foreign transfers that are on their way to these invoices (D19)."""
    which = DeclaredPayment.abroad & (DeclaredPayment.status == Verdict.WAITS)
    query = select(DeclaredPayment).where(which, DeclaredPayment.invoice_id.in_(invoice_ids))
    return {one.invoice_id: _claim(one) for one in session.scalars(query)}


def _against(session: Session, invoice: Invoice, said: Declaration, moment: Now) -> list[Reason]:
    through = session.scalar(select(StatementsThrough.through))
    in_queue = said.amount in _queued(session, [said.amount])
    seen = None if said.abroad or in_queue else through
    reasons = list(
        declared.refusals(
            Status(invoice.status), invoice.due_on, said.amount.tiyn, said.paid_on, moment.day, said.content, seen
        )
    )
    waiting = select(DeclaredPayment.declaration_id).where(
        DeclaredPayment.invoice_id == invoice.invoice_id, DeclaredPayment.status == Verdict.WAITS
    )
    if session.scalar(waiting) is not None:
        reasons.append(Reason("receipt_is_waiting", "R8.4"))
    return reasons


def _declaration(session: Session, invoice: Invoice, said: Declaration, moment: Now) -> DeclaredPayment:
    wait, actor = policies.abroad_wait(session, moment.day), actor_of(session)
    by = banking_days(session).after(said.paid_on, wait) if said.abroad else said.paid_on
    return DeclaredPayment(
        declaration_id=uuid4(), invoice_id=invoice.invoice_id, student_id=invoice.student_id, abroad=said.abroad,
        paid_on=said.paid_on, expected_by=by, amount=said.amount, bank=said.bank, document=said.document,
        file_name=said.file_name, file_kind=declared.kind_of(said.content) or "", content=said.content,
        sha256=sha256(said.content).hexdigest(), status=Verdict.WAITS, declared_at=moment.office,
        recorded_at=moment.real, declared_by=actor.person_id if actor else None, declarer=actor.name if actor else "",
        lifter="", lifted_why="",
    )  # fmt: skip


def _judge(session: Session, found: Sequence[DeclaredPayment], through: date | None) -> None:
    came = _came(session, [one.invoice_id for one in found])
    queued = _queued(session, [one.amount for one in found])
    paid = _paid(session, [one.invoice_id for one in found])
    moment, decided = now(session), []
    for one in found:
        facts = Found(through, came[one.invoice_id], one.invoice_id in paid, one.amount in queued)
        verdict = declared.judge(_claim(one), facts)
        if verdict not in (one.status, Verdict.WAITS):
            one.status, one.judged_at = verdict, moment.office
            decided.append(one)
    session.flush()
    if decided:
        which = Protection.declaration_id.in_([one.declaration_id for one in decided])
        protections.end(session, which, "judged")
        receipt_holds.tell(session, decided)


def _came(session: Session, invoice_ids: Collection[UUID]) -> Counter[UUID]:
    """All money that came for an invoice and was not taken back: on it, and what became an advance at once."""
    found: Counter[UUID] = Counter()
    for one in session.scalars(voiding.standing_money().where(InvoiceMoney.invoice_id.in_(invoice_ids))):
        found[one.invoice_id] += one.amount.tiyn
    left_it = exists().where(InvoiceMoney.advance_id == Advance.advance_id, InvoiceMoney.amount < Money(0))
    beside = Advance.invoice_id.in_(invoice_ids) & Advance.reversed_at.is_(None) & ~left_it
    for advance in session.scalars(select(Advance).where(beside)):
        if advance.invoice_id is not None:
            found[advance.invoice_id] += advance.amount.tiyn
    return found


def _paid(session: Session, invoice_ids: Collection[UUID]) -> set[UUID]:
    query = select(Invoice.invoice_id).where(Invoice.invoice_id.in_(invoice_ids), Invoice.status == Status.PAID)
    return set(session.scalars(query))


def _queued(session: Session, amounts: Collection[Money]) -> set[Money]:
    query = (
        select(StatementLine.amount)
        .join(QueueItem, QueueItem.line_id == StatementLine.line_id)
        .where(QueueItem.status == "waiting", StatementLine.amount.in_(amounts))
    )
    return set(session.scalars(query))


def _claim(one: DeclaredPayment) -> Claim:
    return Claim(one.amount.tiyn, one.paid_on, one.expected_by)
