"""From the lines of a statement to the books: payments, the queue, clearing, refunds that left (R14.1, R14.2)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.orm import Session

from services.billing.domain import books
from services.billing.domain.books import Kind
from services.billing.domain.matching import Match, Way
from services.billing.domain.shipped import FROM_CASH_DESK
from services.billing.domain.statements import Party
from services.billing.models import BankAccount, StatementLine
from services.billing.usecases import payments, refunds, returning
from services.billing.usecases.books import Booking, enter
from services.billing.usecases.payments import Receipt
from shared.money import Money

CASH_RULE = uuid5(NAMESPACE_URL, f"tirkeu:class_rule:{FROM_CASH_DESK}")

Kept = Sequence[tuple[StatementLine, Match]]


def post(session: Session, account: BankAccount, kept: Kept, *, begins: bool) -> None:
    """Book every line once; an account's books begin with the opening balance of its first statement."""
    bookings = [_booking(line) for line, match in kept if match.way in (Way.QUEUE, Way.CLEARING)]
    if begins and account.first_on is not None:
        subject = str(account.account_id)
        bookings.insert(0, Booking(Kind.OPENING, books.opening(subject, account.opening.tiyn), account.first_on))
    enter(session, bookings)
    payments.take(session, [receipt for line, match in kept for receipt in _receipts(line, match)])
    refunded = {match.refund_id: line for line, match in kept if match.refund_id is not None}
    left = {refund_id: line for refund_id, line in refunded.items() if not line.incoming}
    refunds.pay_out(session, left)
    returning.pay_out(session, left)
    refunds.take_back(session, {refund_id: line for refund_id, line in refunded.items() if line.incoming})


def _booking(line: StatementLine) -> Booking:
    bank, signed = str(line.account_id), line.amount.tiyn if line.incoming else -line.amount.tiyn
    if line.rule_id == CASH_RULE:
        return Booking(Kind.CASH_ARRIVED, books.cash_arrived(bank, signed), line.operation_on, line_id=line.line_id)
    if line.way == Way.QUEUE:
        postings = books.queued(bank, str(line.line_id), signed)
    else:
        postings = books.cleared(bank, str(line.rule_id or ""), signed)
    kind = Kind.RECEIVED if line.incoming else Kind.SPENT
    return Booking(kind, postings, line.operation_on, line_id=line.line_id)


def _receipts(line: StatementLine, match: Match) -> list[Receipt]:
    payer = Party(line.payer_name, line.payer_id, line.payer_account)
    return [
        Receipt(
            part.invoice_id,
            Money(part.amount),
            line.operation_on,
            line.line_id,
            line.account_id,
            payer,
            document=line.number,
        )
        for part in match.parts
    ]
