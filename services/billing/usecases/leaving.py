"""A student leaves a course: a share of what he paid goes back, the rest stays the university's (R8.7, D14).

Decided under the invoice's row lock, as payments are: whichever comes first, money and leaving meet here.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.billing.domain.settlement import Status, Surplus
from services.billing.domain.shares import made_up
from services.billing.models import Invoice, InvoiceMoney
from services.billing.usecases import notices, voiding
from services.billing.usecases.acts import Acts
from shared.clock import Now, now
from shared.contracts.billing import CaseRefunded, RefundCase
from shared.money import Money, total

LIVE = (Status.OPEN, Status.PAID)


def give_back(session: Session, commands: Sequence[RefundCase]) -> list[CaseRefunded]:
    """Give each case its share; asked again, or after the invoice was cancelled, only told what went back then.

    An invoice that is not paid yet is void as a whole: what came on it in part goes back (D3).
    """
    asked = {command.case_id: command for command in commands}
    invoices = voiding.locked(session, Invoice.case_id.in_(asked))
    acts, moment = Acts(), now(session)
    live = [one for one in invoices if one.status in LIVE]
    for surplus in (Surplus.WITHDRAWN, Surplus.KEPT, Surplus.BY_HAND):
        mine = [one for one in live if _surplus(asked[one.case_id]) is surplus]
        _void(session, acts, [one for one in mine if _is_all(one, asked[one.case_id])], surplus, asked)
        _share(session, acts, [one for one in mine if one.status == Status.PAID], surplus, asked, moment)
    acts.write(session)
    back = _given_back(session, [one.invoice_id for one in invoices])
    told = {one.case_id: CaseRefunded(one.case_id, back.get(one.invoice_id, Money(0)), one.held) for one in invoices}
    return [told.get(case_id, CaseRefunded(case_id, Money(0), Money(0))) for case_id in asked]


def _surplus(command: RefundCase) -> Surplus:
    if command.why == voiding.DIED:
        return Surplus.BY_HAND
    return Surplus.KEPT if command.stays else Surplus.WITHDRAWN


def _is_all(invoice: Invoice, command: RefundCase) -> bool:
    return invoice.status == Status.OPEN or command.part == command.whole


def _void(
    session: Session, acts: Acts, invoices: Sequence[Invoice], surplus: Surplus, asked: dict[UUID, RefundCase]
) -> None:
    acts.messages += [notices.cancelled(one) for one in invoices if one.status == Status.OPEN]
    why = {one.case_id: asked[one.case_id].why for one in invoices}
    voiding.void(session, acts, invoices, Status.CANCELLED, surplus, why)


def _share(
    session: Session, acts: Acts, invoices: Sequence[Invoice], surplus: Surplus, asked: dict[UUID, RefundCase],
    moment: Now,
) -> None:  # fmt: skip
    """Take the share off; of the invoice only what is kept was owed, a bank's fee that stayed due is not asked for."""
    came = voiding.money_on(session, [one.invoice_id for one in invoices])
    for invoice in invoices:
        command, money = asked[invoice.case_id], came[invoice.invoice_id]
        shares = made_up([one.amount.tiyn for one in money], command.part, command.whole)
        kept = invoice.held - total(Money(share) for share in shares)
        if kept < invoice.amount:
            acts.bookings.append(voiding.reversal(invoice, invoice.amount - kept, moment))
        for one, share in zip(money, shares, strict=True):
            if share:
                voiding.take_off(acts, invoice, one, Money(share), surplus, moment)
        invoice.status, invoice.held = Status.WITHDRAWN, kept
        invoice.closed_at, invoice.closed_why = moment.office, command.why


def _given_back(session: Session, invoice_ids: Sequence[UUID]) -> dict[UUID, Money]:
    """What of each invoice has become advances."""
    off = (
        select(InvoiceMoney.invoice_id, func.sum(InvoiceMoney.amount))
        .where(InvoiceMoney.invoice_id.in_(invoice_ids), InvoiceMoney.amount < Money(0))
        .where(InvoiceMoney.advance_id.is_not(None))
        .group_by(InvoiceMoney.invoice_id)
    )
    return {invoice_id: -amount for invoice_id, amount in session.execute(off)}
