"""Money of nobody known goes back to the account that it came from: asked by one, released by another (R14.2)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain import books, numbers
from services.billing.domain.assigning import Share
from services.billing.domain.books import Kind
from services.billing.domain.matching import Waits
from services.billing.domain.reasons import Reason
from services.billing.models import REFUND_SERIAL, LineReturn, QueueItem, StatementLine
from services.billing.usecases import assigning, line_acts
from services.billing.usecases.acts import serials
from services.billing.usecases.books import Booking, enter
from shared.clock import now
from shared.errors import NotFound, Refused
from shared.identity import Actor
from shared.money import Money


def ask(session: Session, line_id: UUID, why: str) -> LineReturn:
    """Ask that a line goes back to its payer's account (D15); another person releases it."""
    line, item = line_acts.waiting(session, line_id, Waits.UNKNOWN)
    actor = line_acts.who(session)
    reasons = _against_asking(line, why)
    if reasons:
        raise Refused(reasons)
    assigning.lock(session, line, ())
    asked = _asked(session, line, actor, why)
    session.add(asked)
    line_acts.note(session, line, "return", [Share(line.amount.tiyn)], why)
    line_acts.decided(session, line, item, "returning")
    return asked


def release(session: Session, return_id: UUID) -> LineReturn:
    """The second person releases the money; a bank line that names its number pays it out."""
    asked, actor = _asked_for(session, return_id), line_acts.who(session)
    if actor.person_id == asked.asked_by:
        raise Refused.because(Reason("second_person_needed", "R14.2", {"name": actor.name}))
    moment = now(session)
    asked.status, asked.released_by, asked.releaser_name = "released", actor.person_id, actor.name
    asked.released_at = moment.office
    postings = books.return_released(str(asked.line_id), asked.amount.tiyn)
    enter(session, [Booking(Kind.RETURN_RELEASED, postings, moment.day, line_id=asked.line_id)])
    session.flush()
    return asked


def withdraw(session: Session, return_id: UUID) -> LineReturn:
    """Take the request back: the line waits again."""
    asked = _asked_for(session, return_id)
    asked.status = "withdrawn"
    session.get_one(QueueItem, asked.line_id).status = "waiting"
    session.flush()
    return asked


def pay_out(session: Session, lines: Mapping[UUID, StatementLine]) -> None:
    """Returns that a bank line names have left the bank: the line of the queue is returned."""
    query = select(LineReturn).where(LineReturn.return_id.in_(lines)).order_by(LineReturn.return_id)
    bookings = []
    for one in session.scalars(query.with_for_update()):
        line = lines[one.return_id]
        one.status, one.payout_line_id, one.paid_out_on = "paid_out", line.line_id, line.operation_on
        session.get_one(QueueItem, one.line_id).status = "returned"
        postings = books.paid_out(str(line.account_id), str(one.line_id), line.amount.tiyn)
        bookings.append(Booking(Kind.PAID_OUT, postings, line.operation_on, line_id=line.line_id))
    enter(session, bookings)


def _against_asking(line: StatementLine, why: str) -> list[Reason]:
    reasons = []
    if not line.payer_account:
        reasons.append(Reason("payer_account_unknown", "D15"))
    if not why.strip():
        reasons.append(Reason("ground_missing", "R14.2"))
    return reasons


def _asked(session: Session, line: StatementLine, actor: Actor, why: str) -> LineReturn:
    moment = now(session)
    number = numbers.make(numbers.REFUND, moment.day.year, serials(session, REFUND_SERIAL, 1)[0])
    return LineReturn(
        return_id=uuid4(), line_id=line.line_id, number=number, amount=Money(line.amount.tiyn), status="asked", why=why,
        to_name=line.payer_name, to_id=line.payer_id, to_account=line.payer_account, asked_by=actor.person_id,
        asker_name=actor.name, asked_at=moment.office, releaser_name="",
    )  # fmt: skip


def _asked_for(session: Session, return_id: UUID) -> LineReturn:
    """A return that nobody has released yet, its line locked before it."""
    known = session.get(LineReturn, return_id)
    if known is None:
        raise NotFound("return")
    line_acts.locked(session, known.line_id)
    asked = session.get_one(LineReturn, return_id, with_for_update=True, populate_existing=True)
    if asked.status != "asked":
        raise Refused.because(Reason("refund_not_open", "R14.2", {"number": asked.number}))
    return asked
