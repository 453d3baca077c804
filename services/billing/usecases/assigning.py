"""Finance says by hand whose money a line is: of one, or in parts that add up (R14.2, D16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain import assigning, books
from services.billing.domain.assigning import Share
from services.billing.domain.books import Kind
from services.billing.domain.matching import Waits
from services.billing.domain.statements import Party
from services.billing.models import (
    Advance,
    Invoice,
    LineAct,
    Protection,
    QueueItem,
    StatementLine,
    StatementsThrough,
    Student,
)
from services.billing.usecases import line_acts, notices, payments, voiding
from services.billing.usecases.acts import Acts
from services.billing.usecases.books import Booking
from services.billing.usecases.payments import Receipt
from shared.clock import now
from shared.errors import Refused
from shared.money import Money

BY_HAND = "assigned"
"""Why an advance is there that finance put on a student's account itself."""


def assign(session: Session, line_id: UUID, shares: Sequence[Share], why: str = "") -> list[LineAct]:
    """Assign a line, whole or in parts, in one act; raises Refused with every problem (R14.2).

    The seat is judged by the day of the bank's operation: in time pays, however late it was found (D16).
    """
    line, item = line_acts.waiting(session, line_id, Waits.UNKNOWN, Waits.CHOICE)
    actor, known = line_acts.who(session), _known(session, shares)
    reasons = list(assigning.refusals(line.amount.tiyn, known, actor.person_id))
    if reasons:
        raise Refused(reasons)
    return put(session, line, item, known, "assign", why)


def put(
    session: Session, line: StatementLine, item: QueueItem, shares: Sequence[Share], act: str, why: str
) -> list[LineAct]:
    """Book the parts, tell the students, let go whom the line protected."""
    lock(session, line, [share.invoice_id for share in shares if share.invoice_id])
    noted = line_acts.note(session, line, act, shares, why)
    payments.take(session, [_receipt(line, share) for share in shares if share.invoice_id])
    _to_accounts(session, line, [share for share in shares if not share.invoice_id])
    if act != "choice":
        _tell(session, noted)
    line_acts.decided(session, line, item, "assigned")
    return noted


def lock(session: Session, line: StatementLine, invoice_ids: Sequence[UUID]) -> None:
    """All that the act may pay or let lapse, in the order in which a loading locks them: nobody waits in a ring."""
    session.scalar(select(StatementsThrough.through).with_for_update(read=True))
    protected = select(Protection.invoice_id).where(Protection.line_id == line.line_id, Protection.ended_at.is_(None))
    voiding.locked(session, Invoice.invoice_id.in_(invoice_ids) | Invoice.invoice_id.in_(protected))


def payer_of(line: StatementLine) -> Party:
    """Whoever paid: a refund goes to no one else (D15)."""
    return Party(line.payer_name, line.payer_id, line.payer_account)


def _known(session: Session, shares: Sequence[Share]) -> list[Share]:
    """Each share with the student whose it is, None where there is no such invoice or student."""
    invoices = select(Invoice.invoice_id, Invoice.student_id).where(
        Invoice.invoice_id.in_([share.invoice_id for share in shares if share.invoice_id])
    )
    students = select(Student.student_id, Student.student_id).where(
        Student.student_id.in_([share.student_id for share in shares if share.student_id])
    )
    owner: dict[UUID | None, UUID] = dict([*session.execute(invoices).all(), *session.execute(students).all()])
    return [replace(share, student_id=owner.get(share.invoice_id or share.student_id)) for share in shares]


def _receipt(line: StatementLine, share: Share) -> Receipt:
    assert share.invoice_id is not None
    return Receipt(
        share.invoice_id, Money(share.amount), line.operation_on, line.line_id, line.account_id, payer_of(line),
        queued=True, document=line.number,
    )  # fmt: skip


def _to_accounts(session: Session, line: StatementLine, shares: Sequence[Share]) -> None:
    """Money for no invoice is an advance on the student's account (D5)."""
    acts, moment = Acts(), now(session)
    for share in shares:
        assert share.student_id is not None
        amount = Money(share.amount)
        acts.advances.append(
            Advance(
                advance_id=uuid4(), student_id=share.student_id, invoice_id=None, line_id=line.line_id, amount=amount,
                left=amount, why=BY_HAND, operation_on=line.operation_on, payer_name=line.payer_name,
                payer_id=line.payer_id, payer_account=line.payer_account, made_at=moment.office,
            )
        )  # fmt: skip
        postings = books.assigned(str(line.line_id), str(share.student_id), 0, share.amount)
        acts.bookings.append(
            Booking(Kind.ASSIGNED, postings, line.operation_on, share.student_id, line_id=line.line_id)
        )
    acts.write(session)


def _tell(session: Session, noted: Sequence[LineAct]) -> None:
    """A manual assignment is seen by the student, at once (R14.2)."""
    wanted = [one.invoice_id for one in noted if one.invoice_id]
    invoices = {one.invoice_id: one for one in session.scalars(select(Invoice).where(Invoice.invoice_id.in_(wanted)))}
    told = [notices.assigned(one, invoices[one.invoice_id] if one.invoice_id else None) for one in noted]
    Acts(messages=list(told)).write(session)
