"""One payment, several invoices: the student chooses until due, else the earliest due has it (D4)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.assigning import Choice, Share, by_due_date
from services.billing.domain.matching import Waits
from services.billing.domain.reasons import Reason
from services.billing.domain.settlement import Status
from services.billing.models import Invoice, LineAct, QueueItem
from services.billing.usecases import assigning, line_acts, queueing
from shared.errors import NotFound, Refused
from shared.messaging import unschedule


def choose(session: Session, student_id: UUID, line_id: UUID, invoice_id: UUID) -> LineAct:
    """The student says for which of his invoices the payment is; the whole of it, never two halves (D4)."""
    line, item = line_acts.waiting(session, line_id, Waits.CHOICE)
    if item.student_id != student_id:
        raise NotFound("line")
    if str(invoice_id) not in _candidates(item):
        raise Refused.because(Reason("not_among_the_choices", "D4"))
    unschedule(session, [queueing.choice_key(line_id)])
    share = Share(line.amount.tiyn, invoice_id, student_id)
    return assigning.put(session, line, item, [share], "choice", "")[0]


def dues_passed(session: Session, line_ids: Sequence[UUID]) -> None:
    """Nobody chose until the first was due: the earliest due, then the earliest application has it (D4)."""
    for line_id in sorted(line_ids):
        line = line_acts.locked(session, line_id)
        item = session.get(QueueItem, line_id, populate_existing=True)
        if item is None or item.status != "waiting" or item.kind != Waits.CHOICE:
            continue
        invoice_id = by_due_date(_choices(session, item))
        if invoice_id is not None:
            share = Share(line.amount.tiyn, invoice_id, item.student_id)
            assigning.put(session, line, item, [share], "by_due_date", "")


def _candidates(item: QueueItem) -> list[str]:
    return [str(one["invoice_id"]) for one in item.candidates]


def _choices(session: Session, item: QueueItem) -> list[Choice]:
    ids = [UUID(one) for one in _candidates(item)]
    return [
        Choice(one.invoice_id, one.due_on, one.applied_at, one.status == Status.OPEN)
        for one in session.scalars(select(Invoice).where(Invoice.invoice_id.in_(ids)))
    ]
