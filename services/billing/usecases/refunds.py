"""Refunds: asked, released by two different people, paid out to the payer's account (R14.2, R1.2, D3, D5, D15)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.billing.domain import books
from services.billing.domain.books import Kind
from services.billing.domain.reasons import Reason
from services.billing.models import Advance, RefundRequest, RefundSignature, StatementLine
from services.billing.usecases import notices, voiding, waiting_money
from services.billing.usecases.acts import Acts
from services.billing.usecases.books import Booking
from shared.clock import Now, now
from shared.errors import NotFound, Refused
from shared.identity import Actor, actor_of

LIVE = ("open", "first_signed")


def ask(session: Session, advance_id: UUID) -> RefundRequest:
    """A refund of what is left of an advance, at the student's or finance's word (D5)."""
    advance = session.get(Advance, advance_id, with_for_update=True)
    if advance is None:
        raise NotFound("advance")
    if not advance.left:
        raise Refused.because(Reason("advance_used_up", "D5"))
    if session.scalar(live_requests().where(RefundRequest.advance_id == advance_id)):
        raise Refused.because(Reason("refund_already_asked", "D5"))
    actor, acts = actor_of(session), Acts()
    request = voiding.ask_refund(acts, advance, now(session), actor.person_id if actor else None)
    acts.write(session)
    return request


def sign(session: Session, refund_id: UUID) -> RefundRequest:
    """The first of two signatures, or the second, which releases the money (R14.2)."""
    request = _locked(session, refund_id)
    query = select(RefundSignature).where(RefundSignature.refund_id == refund_id)
    signed = list(session.scalars(query.order_by(RefundSignature.nth)))
    actor, moment = actor_of(session), now(session)
    if actor is None:
        raise Refused.because(Reason("signature_needs_a_person", "R14.2"))
    reasons = _against_signing(request, signed, actor)
    if reasons:
        raise Refused(reasons)
    session.add(_signature(request, len(signed) + 1, actor, moment))
    if signed:
        _release(session, request, moment)
    else:
        request.status = "first_signed"
    session.flush()
    return request


def pay_out(session: Session, lines: Mapping[UUID, StatementLine]) -> None:
    """Released refunds that a bank line names have left the bank."""
    if not lines:
        return
    query = select(RefundRequest).where(RefundRequest.refund_id.in_(lines)).order_by(RefundRequest.refund_id)
    acts = Acts()
    for request in session.scalars(query.with_for_update()):
        line = lines[request.refund_id]
        request.status, request.payout_line_id, request.paid_out_on = "paid_out", line.line_id, line.operation_on
        postings = books.paid_out(str(line.account_id), str(request.student_id), line.amount.tiyn)
        acts.bookings.append(
            Booking(Kind.PAID_OUT, postings, line.operation_on, request.student_id, line_id=line.line_id)
        )
        acts.messages.append(notices.refund(request, "refund_paid_out"))
    acts.write(session)


def take_back(session: Session, lines: Mapping[UUID, StatementLine]) -> None:
    """Banks sent these refunds back: the money is an advance again; nobody else gets it (D15, D22)."""
    for refund_id in sorted(lines):
        request, line = _locked(session, refund_id), lines[refund_id]
        advance = session.get_one(Advance, request.advance_id)
        advance.left += line.amount
        request.status = "sent_back"
        postings = books.sent_back(str(line.account_id), str(request.student_id), line.amount.tiyn)
        acts = Acts()
        acts.bookings.append(
            Booking(Kind.SENT_BACK, postings, line.operation_on, request.student_id, line_id=line.line_id)
        )
        acts.messages.append(notices.refund(request, "refund_sent_back"))
        acts.write(session)
        waiting_money.again(session, advance)


def live_requests() -> Select[RefundRequest]:
    """Requests that are not released yet."""
    return select(RefundRequest).where(RefundRequest.status.in_(LIVE))


def _locked(session: Session, refund_id: UUID) -> RefundRequest:
    """The request under lock, its advance locked before it: everybody locks in this order."""
    known = session.get(RefundRequest, refund_id)
    if known is None:
        raise NotFound("refund")
    session.get_one(Advance, known.advance_id, with_for_update=True, populate_existing=True)
    return session.get_one(RefundRequest, refund_id, with_for_update=True, populate_existing=True)


def _against_signing(request: RefundRequest, signed: list[RefundSignature], actor: Actor) -> list[Reason]:
    reasons = []
    if request.status not in LIVE:
        reasons.append(Reason("refund_not_open", "R14.2", {"number": request.number}))
    if any(one.person_id == actor.person_id for one in signed):
        reasons.append(Reason("second_person_needed", "R14.2", {"name": actor.name}))
    if actor.person_id == request.student_id:
        reasons.append(Reason("not_for_oneself", "R1.2"))
    return reasons


def _signature(request: RefundRequest, nth: int, actor: Actor, moment: Now) -> RefundSignature:
    return RefundSignature(
        refund_id=request.refund_id, nth=nth, person_id=actor.person_id, person_name=actor.name,
        signed_at=moment.office, recorded_at=moment.real,
    )  # fmt: skip


def _release(session: Session, request: RefundRequest, moment: Now) -> None:
    advance = session.get_one(Advance, request.advance_id)
    if advance.left < request.amount:
        raise Refused.because(Reason("advance_used_up", "D5"))
    advance.left -= request.amount
    request.status, request.released_at = "released", moment.office
    postings = books.refund_released(str(request.student_id), request.amount.tiyn)
    acts = Acts(bookings=[Booking(Kind.REFUND_RELEASED, postings, moment.day, request.student_id, advance.invoice_id)])
    acts.messages.append(notices.refund(request, "refund_released"))
    acts.write(session)
