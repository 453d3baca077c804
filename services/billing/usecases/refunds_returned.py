"""A refund that a bank sends back without its number: finance says which it was (D22, D15, R14.2)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain import books, refund_clues
from services.billing.domain.assigning import Share
from services.billing.domain.books import Kind
from services.billing.domain.matching import Payable, Waits
from services.billing.domain.reasons import Reason
from services.billing.domain.refund_clues import RefundCandidate
from services.billing.models import Advance, LineAct, RefundRequest, StatementLine
from services.billing.usecases import assigning, line_acts, notices, waiting_money
from services.billing.usecases.acts import Acts
from services.billing.usecases.books import Booking
from shared.errors import NotFound, Refused


def candidates(session: Session, line: StatementLine) -> Sequence[RefundCandidate]:
    """Refunds of that sum that were paid out before, for which enough speaks."""
    gone = RefundRequest.status == "paid_out", RefundRequest.amount == line.amount
    query = select(RefundRequest).where(*gone, RefundRequest.paid_out_on <= line.operation_on)
    known = [(one.number, payable(one)) for one in session.scalars(query)]
    return refund_clues.candidates(line.purpose, assigning.payer_of(line), line.amount.tiyn, known)


def payable(one: RefundRequest) -> Payable:
    """A refund as lines are compared with it."""
    return Payable(one.refund_id, one.amount.tiyn, one.to_account, one.to_name, one.to_id)


def is_refund(session: Session, line_id: UUID, refund_id: UUID, why: str) -> LineAct:
    """The line is this refund, sent back: it is the student's advance again; nobody is paid but the payer (D15)."""
    line, item = line_acts.waiting(session, line_id, Waits.UNKNOWN)
    actor = line_acts.who(session)
    request = _locked(session, refund_id)
    reasons = list(_against(line, request, why))
    if actor.person_id == request.student_id:
        reasons.append(Reason("not_for_oneself", "R1.2"))
    if reasons:
        raise Refused(reasons)
    assigning.lock(session, line, ())
    advance, acts = session.get_one(Advance, request.advance_id), Acts()
    advance.left += line.amount
    request.status = "sent_back"
    postings = books.assigned(str(line.line_id), str(request.student_id), 0, line.amount.tiyn)
    booking = Booking(Kind.SENT_BACK, postings, line.operation_on, request.student_id, line_id=line.line_id)
    acts.bookings.append(booking)
    acts.messages.append(notices.refund(request, "refund_sent_back"))
    acts.write(session)
    waiting_money.again(session, advance)
    noted = line_acts.note(session, line, "sent_back", [Share(line.amount.tiyn, None, request.student_id)], why)
    line_acts.decided(session, line, item, "assigned")
    return noted[0]


def _locked(session: Session, refund_id: UUID) -> RefundRequest:
    """Under lock, its advance before it: everybody locks in this order."""
    known = session.get(RefundRequest, refund_id)
    if known is None:
        raise NotFound("refund")
    session.get_one(Advance, known.advance_id, with_for_update=True, populate_existing=True)
    return session.get_one(RefundRequest, refund_id, with_for_update=True, populate_existing=True)


def _against(line: StatementLine, request: RefundRequest, why: str) -> list[Reason]:
    reasons = []
    if request.status != "paid_out":
        reasons.append(Reason("refund_not_paid_out", "D22", {"number": request.number}))
    if request.amount != line.amount:
        amounts = {"number": request.number, "amount": f"money:{request.amount}", "line": f"money:{line.amount}"}
        reasons.append(Reason("refund_of_another_sum", "D22", amounts))
    if not why.strip():
        reasons.append(Reason("ground_missing", "R14.2"))
    return reasons
