"""A student is expelled: his open invoices are void; by a revoking order what can stand again does (R11.4, R8.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.settlement import Status
from services.billing.models import Invoice, RefundRequest
from services.billing.usecases import invoices
from shared.clock import now
from shared.contracts.billing import CancelInvoice
from shared.contracts.reviews import AccountEnded, AccountResumed, EndAccount, Fact, ResumeAccount
from shared.messaging import publish

EXPELLED = "expelled"
GONE = frozenset({"released", "paid_out"})
"""Refunds that two have released: the money is on its way."""


def end(session: Session, commands: Sequence[EndAccount]) -> list[AccountEnded]:
    """Cancel what is open still; of his courses each case has asked its share already. Asked again it says the same."""
    told = []
    for command in commands:
        if command.voids:
            _void(session, command.student_id)
        moment = now(session).office
        done = (*_closed(session, command.student_id, moment), *_refunds(session, command.student_id, moment))
        told.append(AccountEnded(command.case_id, done))
    return told


def _void(session: Session, student_id: UUID) -> None:
    mine = Invoice.student_id == student_id, Invoice.status == Status.OPEN
    still_open = session.scalars(select(Invoice.case_id).where(*mine).order_by(Invoice.case_id))
    publish(session, invoices.cancel(session, [CancelInvoice(case_id, EXPELLED) for case_id in still_open]))


def resume(session: Session, commands: Sequence[ResumeAccount]) -> list[AccountResumed]:
    """Money not paid out is an advance that pays for his courses anew; what was paid out can't come back by itself.

    A void invoice stays void (R14.1): who takes his course up again is invoiced anew.
    """
    told = []
    for command in commands:
        refunds = list(_refunds(session, command.student_id, now(session).office))
        gone = tuple(one for one in refunds if one.says["status"] in GONE)
        stays = tuple(one for one in refunds if one.says["status"] not in GONE)
        told.append(AccountResumed(command.case_id, stays, gone))
    return told


def _closed(session: Session, student_id: UUID, moment: datetime) -> Iterator[Fact]:
    ended = Invoice.student_id == student_id, Invoice.closed_why == EXPELLED
    rows = session.scalars(select(Invoice).where(*ended).order_by(Invoice.issued_at, Invoice.invoice_id))
    for one in rows:
        says = {"number": one.number, "course": one.course_code, "status": one.status, "kept": f"money:{one.held}"}
        yield Fact("invoice", str(one.invoice_id), says, moment)


def _refunds(session: Session, student_id: UUID, moment: datetime) -> Iterator[Fact]:
    mine = RefundRequest.student_id == student_id, RefundRequest.why.in_(("withdrawn", "cancelled"))
    rows = session.scalars(
        select(RefundRequest).where(*mine).order_by(RefundRequest.opened_at, RefundRequest.refund_id)
    )
    for one in rows:
        says = {"number": one.number, "amount": f"money:{one.amount}", "status": one.status}
        yield Fact("refund", str(one.refund_id), says, moment)
