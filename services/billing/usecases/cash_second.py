"""The second person at the cash desk: an older date, or money given back later, needs two (R14.2, R1.2)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from services.billing.domain.reasons import Reason
from services.billing.models import CashReceipt, CashShift, Protection
from services.billing.usecases import cash, cash_back, overdue, protections
from shared.clock import now
from shared.errors import NotFound, Refused
from shared.identity import Actor


def confirm(session: Session, receipt_id: UUID) -> CashReceipt:
    """Confirm what another has entered: now it is booked, by the date that it bears; a counter-receipt gives back."""
    receipt = _signed(session, receipt_id)
    session.flush()
    if receipt.reverses is None:
        cash.post(session, receipt)
        protections.end(session, Protection.cash_id == receipt_id, "posted")
    else:
        cash_back.undo(session, receipt)
    return receipt


def refuse(session: Session, receipt_id: UUID) -> CashReceipt:
    """Refuse it: nothing was booked, the money goes back to who brought it."""
    receipt = _signed(session, receipt_id)
    receipt.status = "refused"
    session.flush()
    overdue.due_dates_passed(session, protections.end(session, Protection.cash_id == receipt_id, "refused"))
    return receipt


def _signed(session: Session, receipt_id: UUID) -> CashReceipt:
    known = session.get(CashReceipt, receipt_id)
    if known is None:
        raise NotFound("receipt")
    session.get_one(CashShift, known.shift_id, with_for_update=True)
    receipt = session.get_one(CashReceipt, receipt_id, with_for_update=True, populate_existing=True)
    actor = cash.who(session)
    reasons = _refusals(receipt, actor)
    if reasons:
        raise Refused(reasons)
    receipt.confirmed_by, receipt.confirmer_name, receipt.confirmed_at = (
        actor.person_id, actor.name, now(session).office,
    )  # fmt: skip
    return receipt


def _refusals(receipt: CashReceipt, actor: Actor) -> list[Reason]:
    reasons = []
    if receipt.status != "waiting":
        reasons.append(Reason("receipt_not_waiting", "R14.2", {"number": receipt.number}))
    if actor.person_id == receipt.cashier_id:
        reasons.append(Reason("second_person_needed", "R14.2", {"name": actor.name}))
    if actor.person_id == receipt.student_id:
        reasons.append(Reason("not_for_oneself", "R1.2"))
    return reasons
