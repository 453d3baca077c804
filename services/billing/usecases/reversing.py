"""A line was posted wrongly, by itself or by hand: counter-entries, both told, the line waits again (D16, R14.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.billing.domain import books, reversing
from services.billing.domain.assigning import Share
from services.billing.domain.books import Account, Kind
from services.billing.domain.matching import Waits
from services.billing.domain.reasons import Reason
from services.billing.domain.reversing import Held
from services.billing.domain.settlement import Status
from services.billing.models import (
    Advance,
    Entry,
    Invoice,
    InvoiceMoney,
    LineAct,
    Posting,
    QueueItem,
    RefundRequest,
    StatementLine,
)
from services.billing.queries import policies
from services.billing.queries.workdays import banking_days
from services.billing.usecases import assigning, line_acts, notices, payments, refunds, voiding
from services.billing.usecases.acts import Acts
from services.billing.usecases.books import Booking
from shared.clock import Now, end_of_day, now, office_day
from shared.contracts.notifications import Notify
from shared.errors import Refused
from shared.money import Money

REPAY_BANKING_DAYS = 3
"""Usual time to repay where the due date is over: as long as statements are waited for (R8.4)."""


@dataclass(slots=True)
class Posted:
    """Where the money of a line lies now."""

    money: Sequence[InvoiceMoney]
    invoices: dict[UUID, Invoice]
    advances: Sequence[Advance]
    cleared: dict[str, int]
    """By class rule."""

    def held(self) -> list[Held]:
        on_invoices = [
            Held(self.invoices[one.invoice_id].student_id, one.amount.tiyn, one.invoice_id) for one in self.money
        ]
        kept = [Held(one.student_id, one.amount.tiyn, one.invoice_id, one.left.tiyn) for one in self.advances]
        return on_invoices + kept


def reverse(
    session: Session, line_id: UUID, why: str, *, repay_on: date | None = None, to: Sequence[Share] = ()
) -> list[LineAct]:
    """Take a line's money back from wherever it lies; it waits in the queue, or goes to the right place at once."""
    line = line_acts.locked(session, line_id)
    _refuse_unless_posted(session, line)
    posted = _posted(session, line)
    actor, cleared = line_acts.who(session).person_id, sum(posted.cleared.values())
    reasons = list(reversing.refusals(posted.held(), cleared, why, actor, line.amount.tiyn))
    if repay_on is not None and repay_on < now(session).day:
        reasons.append(Reason("repay_day_past", "D16", {"day": f"date:{repay_on}"}))
    if reasons:
        raise Refused(reasons)
    noted = line_acts.note(session, line, "reverse", [_share(one) for one in posted.held()] or [_whole(line)], why)
    acts, moment = Acts(), now(session)
    acts.messages += [_taken_back(one, posted) for one in noted if one.student_id]
    _take_off_invoices(session, acts, line, posted, moment, repay_on)
    _take_advances(session, acts, line, posted, moment)
    acts.bookings += [_unclassed(line, rule, amount, moment) for rule, amount in posted.cleared.items()]
    acts.write(session)
    _wait_again(session, line, moment)
    return [*noted, *(assigning.assign(session, line_id, to, why) if to else ())]


def _refuse_unless_posted(session: Session, line: StatementLine) -> None:
    item = session.get(QueueItem, line.line_id, populate_existing=True)
    if not line.incoming or (item and item.status in ("waiting", "returning", "returned")):
        raise Refused.because(Reason("line_not_posted", "D16"))
    if item and item.kind == Waits.LUMP:
        raise Refused.because(Reason("lump_not_reversed", "D17"))


def _posted(session: Session, line: StatementLine) -> Posted:
    mine = InvoiceMoney.line_id == line.line_id
    wanted = select(InvoiceMoney.invoice_id).where(mine)
    assigning.lock(session, line, list(session.scalars(wanted)))
    found = {one.invoice_id: one for one in session.scalars(select(Invoice).where(Invoice.invoice_id.in_(wanted)))}
    money = [
        one
        for one in session.scalars(voiding.standing_money().where(mine, InvoiceMoney.advance_id.is_(None)))
        if found[one.invoice_id].status in (Status.OPEN, Status.PAID)
    ]
    live = (Advance.line_id == line.line_id) & Advance.reversed_at.is_(None)
    advances = select(Advance).where(live).order_by(Advance.advance_id).with_for_update()
    kept = list(session.scalars(advances.execution_options(populate_existing=True)))
    return Posted(money, found, kept, _cleared(session, line))


def _cleared(session: Session, line: StatementLine) -> dict[str, int]:
    query = select(Posting.subject, func.sum(Posting.amount)).join(Entry, Entry.entry_id == Posting.entry_id)
    which = (Entry.line_id == line.line_id) & (Posting.account == Account.CLEARING_IN)
    rows = session.execute(query.where(which).group_by(Posting.subject))
    return {subject: -amount.tiyn for subject, amount in rows if amount}


def _share(held: Held) -> Share:
    return Share(held.amount, held.invoice_id, held.student_id)


def _whole(line: StatementLine) -> Share:
    return Share(line.amount.tiyn)


def _taken_back(act: LineAct, posted: Posted) -> Notify:
    invoice = posted.invoices.get(act.invoice_id) if act.invoice_id else None
    return notices.taken_back(act, invoice)


def _take_off_invoices(
    session: Session, acts: Acts, line: StatementLine, posted: Posted, moment: Now, repay_on: date | None
) -> None:
    for money in posted.money:
        invoice = posted.invoices[money.invoice_id]
        shortfall = policies.shortfall(session, money.operation_on)
        lost = reversing.loss(payments.standing(invoice), money.amount.tiyn, shortfall)
        acts.money.append(_counter(money, moment))
        acts.bookings.append(_unassigned(line, invoice.student_id, money.amount.tiyn, 0, invoice, moment))
        invoice.held = Money(lost.held)
        if lost.unpaid:
            open_again(session, acts, invoice, moment, repay_on)


def open_again(session: Session, acts: Acts, invoice: Invoice, moment: Now, repay_on: date | None) -> None:
    """The seat is kept until the due date, or until the day that finance names; registration is told (D16)."""
    usual = banking_days(session).after(moment.day, REPAY_BANKING_DAYS)
    invoice.status, invoice.paid_on, invoice.closed_at = Status.OPEN, None, None
    invoice.reversals += 1
    day = reversing.repay_on(invoice.due_on, moment.day, repay_on, usual)
    if day != invoice.due_on:
        invoice.due_at = end_of_day(day)
        invoice.due_on = office_day(invoice.due_at)
    acts.dues.append(voiding.due_date(invoice))
    acts.messages += [payments.reversed_payment(invoice, "reversed"), notices.repay(invoice)]


def _take_advances(session: Session, acts: Acts, line: StatementLine, posted: Posted, moment: Now) -> None:
    """The advances that the line became are void; requests for their refund are withdrawn."""
    ids = [one.advance_id for one in posted.advances]
    for request in session.scalars(refunds.live_requests().where(RefundRequest.advance_id.in_(ids))):
        request.status = "withdrawn"
    for one in posted.advances:
        acts.bookings.append(_unassigned(line, one.student_id, 0, one.amount.tiyn, None, moment))
        one.left, one.reversed_at = Money(0), moment.office


def _counter(money: InvoiceMoney, moment: Now) -> InvoiceMoney:
    return InvoiceMoney(
        money_id=uuid4(), invoice_id=money.invoice_id, line_id=money.line_id, reverses=money.money_id,
        amount=-money.amount, operation_on=money.operation_on, made_at=moment.office, payer_name=money.payer_name,
        payer_id=money.payer_id, payer_account=money.payer_account,
    )  # fmt: skip


def _unassigned(
    line: StatementLine, student: UUID, off_invoice: int, off_advance: int, invoice: Invoice | None, moment: Now
) -> Booking:
    postings = books.unassigned(str(line.line_id), str(student), off_invoice, off_advance)
    invoice_id = invoice.invoice_id if invoice else None
    return Booking(Kind.REVERSED, postings, moment.day, student, invoice_id, line.line_id)


def _unclassed(line: StatementLine, rule: str, amount: int, moment: Now) -> Booking:
    return Booking(Kind.REVERSED, books.classed(str(line.line_id), rule, -amount), moment.day, line_id=line.line_id)


def _wait_again(session: Session, line: StatementLine, moment: Now) -> None:
    item = session.get(QueueItem, line.line_id)
    if item is None:
        item = QueueItem(line_id=line.line_id, candidates=[], likelihood=0)
        session.add(item)
    item.status, item.kind, item.queued_at = "waiting", Waits.UNKNOWN, moment.office
    item.student_id, item.act_by = None, None
    session.flush()
