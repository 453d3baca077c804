"""Bank = books: each tenge of the statements' income, where it lies now (R14.2).

Income is counted from the lines as the banks gave them; where it lies is counted from the postings. The two meet only
if nothing was lost, doubled or left half booked.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from services.billing.domain.books import Account, Kind
from services.billing.models import BankAccount, Entry, LineReturn, Posting, RefundRequest, StatementLine
from shared.money import Money, total

_ON_INVOICES = (
    Kind.RECEIVED, Kind.CASH_TAKEN, Kind.CASH_GIVEN_BACK, Kind.LEFT_OVER, Kind.ADVANCE_USED, Kind.ASSIGNED,
    Kind.REVERSED,
)  # fmt: skip
"""Entries that move money onto invoices, or off them; the others of that account state what is owed."""


@dataclass(frozen=True, slots=True)
class TieOut:
    """``statement_total + cash_total + commission = booked_total + queued_total + returned_total + from_desk``.

    Cash stands apart: what was taken at the desk less what was given back, and what of it has arrived at the bank.
    """

    statement_total: Money
    invoices: Money
    advances: Money
    clearing: Money
    queued_total: Money
    returned_total: Money
    """Released by two, paid out or not yet."""
    commission: Money
    """What providers kept: students are credited gross (D17)."""
    cash_total: Money
    """Taken at the cash desk, less what it gave back."""
    from_desk: Money
    """Of the statements' income: our own cash, counted once."""
    cash_on_hand: Money
    cash_on_way: Money
    cash_difference: Money
    bank_difference: Money
    """Balances by the statements less balances by the books: zero."""
    books_difference: Money
    """The sum of all postings: zero."""

    @property
    def booked_total(self) -> Money:
        return total([self.invoices, self.advances, self.clearing])

    @property
    def holds(self) -> bool:
        """Whether every tenge is where it should be."""
        lies = self.booked_total + self.queued_total + self.returned_total
        came = self.statement_total + self.cash_total + self.commission
        cash = self.cash_on_hand + self.cash_on_way + self.from_desk
        return (
            lies + self.from_desk == came
            and cash + self.cash_difference == self.cash_total
            and not self.bank_difference
            and not self.books_difference
        )


def tie_out(session: Session) -> TieOut:
    """Add up all of it, as of now."""
    held = -_sum(session, Posting.account == Account.RECEIVABLE, Entry.kind.in_(_ON_INVOICES))
    return TieOut(
        statement_total=_lines(session),
        invoices=held,
        advances=-_sum(session, Posting.account == Account.ADVANCES),
        clearing=-_sum(session, Posting.account == Account.CLEARING_IN),
        queued_total=-_sum(session, Posting.account == Account.UNIDENTIFIED),
        returned_total=_released(session),
        commission=_sum(session, Posting.account == Account.COMMISSION),
        cash_total=_sum(session, Posting.account == Account.CASH, Entry.kind != Kind.CASH_HANDED_IN),
        from_desk=-_sum(session, Posting.account == Account.ON_WAY, Entry.kind == Kind.CASH_ARRIVED),
        cash_on_hand=_sum(session, Posting.account == Account.CASH),
        cash_on_way=_sum(session, Posting.account == Account.ON_WAY),
        cash_difference=_sum(session, Posting.account == Account.CASH_DIFFERENCE),
        bank_difference=_balances(session) - _sum(session, Posting.account == Account.BANK),
        books_difference=_sum(session),
    )


def _sum(session: Session, *which: ColumnElement[bool]) -> Money:
    query = select(func.sum(Posting.amount)).join(Entry, Entry.entry_id == Posting.entry_id).where(*which)
    return session.scalar(query) or Money(0)


def _lines(session: Session) -> Money:
    return session.scalar(select(func.sum(StatementLine.amount)).where(StatementLine.incoming)) or Money(0)


def _released(session: Session) -> Money:
    """To students by their requests, and to payers whom nobody knew."""
    gone = ("released", "paid_out", "sent_back")
    refunds = session.scalar(select(func.sum(RefundRequest.amount)).where(RefundRequest.status.in_(gone)))
    returns = session.scalar(select(func.sum(LineReturn.amount)).where(LineReturn.status.in_(gone)))
    return (refunds or Money(0)) + (returns or Money(0))


def _balances(session: Session) -> Money:
    """What the banks say: opening balances and signed lines."""
    opening = session.scalar(select(func.sum(BankAccount.opening))) or Money(0)
    signed = case((StatementLine.incoming, StatementLine.amount), else_=-StatementLine.amount)
    moved = session.scalar(select(func.coalesce(func.sum(signed), 0)))
    return opening + (moved if isinstance(moved, Money) else Money(int(moved or 0)))
