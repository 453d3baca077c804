"""Whom a false receipt holds, told to registration; finance lifts it with a reason (R8.4, R3.8)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.billing.domain.declared import Verdict
from services.billing.domain.reasons import Reason
from services.billing.models import DeclaredPayment, Invoice, ReceiptHold
from services.billing.usecases import notices, receipt_events
from shared.clock import now
from shared.contracts.billing import ReceiptHoldChanged
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.messaging import publish


def tell(session: Session, decided: Sequence[DeclaredPayment]) -> None:
    """Receipts were judged, or their hold lifted: each student's hold is told anew, and he is told why."""
    before = _numbers_of(session, decided)
    messages = [event for event in _anew(session, sorted({one.student_id for one in decided})) if event]
    said = [notices.receipt(one, number) for one, number in before if one.status != Verdict.TRUE]
    publish(session, [*messages, *notices.titled(session, said)])
    receipt_events.tell(session, decided)


def lift(session: Session, declaration_id: UUID, why: str) -> DeclaredPayment:
    """Lift the hold of a false receipt, with a reason; never one's own (R1.2)."""
    one = session.get(DeclaredPayment, declaration_id, with_for_update=True)
    if one is None:
        raise NotFound("receipt")
    actor, reasons = actor_of(session), []
    if one.status != Verdict.FALSE:
        reasons.append(Reason("receipt_not_false", "R8.4"))
    if not why.strip():
        reasons.append(Reason("ground_missing", "R14.1"))
    if actor is None or actor.person_id == one.student_id:
        reasons.append(Reason("not_for_oneself", "R1.2"))
    if reasons or actor is None:
        raise Refused(reasons)
    one.status, one.lifted_at, one.lifted_why = "lifted", now(session).office, why
    one.lifted_by, one.lifter = actor.person_id, actor.name
    session.flush()
    tell(session, [one])
    return one


def as_event(row: ReceiptHold) -> ReceiptHoldChanged:
    """Whom a false receipt holds, as registration keeps it."""
    return ReceiptHoldChanged(row.student_id, row.version_no, row.numbers)


def _numbers_of(session: Session, decided: Sequence[DeclaredPayment]) -> list[tuple[DeclaredPayment, Invoice]]:
    ids = {one.invoice_id for one in decided}
    invoices = {one.invoice_id: one for one in session.scalars(select(Invoice).where(Invoice.invoice_id.in_(ids)))}
    return [(one, invoices[one.invoice_id]) for one in decided]


def _anew(session: Session, students: Sequence[UUID]) -> list[ReceiptHoldChanged | None]:
    """The hold of each student as it is now; None where there was none and is none."""
    numbers = func.string_agg(Invoice.number, ", ")
    query = select(DeclaredPayment.student_id, numbers).join(Invoice, Invoice.invoice_id == DeclaredPayment.invoice_id)
    which = DeclaredPayment.student_id.in_(students) & (DeclaredPayment.status == Verdict.FALSE)
    held: dict[UUID, str] = dict(session.execute(query.where(which).group_by(DeclaredPayment.student_id)).all())
    return [_said(session, student, held.get(student, "")) for student in students]


def _said(session: Session, student: UUID, numbers: str) -> ReceiptHoldChanged | None:
    row = insert(ReceiptHold).values(student_id=student, version_no=1, numbers=numbers)
    changed = {"version_no": ReceiptHold.version_no + 1, "numbers": row.excluded.numbers}
    kept = row.on_conflict_do_update(index_elements=["student_id"], set_=changed).returning(ReceiptHold.version_no)
    if not numbers and session.get(ReceiptHold, student) is None:
        return None
    return ReceiptHoldChanged(student, session.scalars(kept).one(), numbers)
