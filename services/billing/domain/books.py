"""Double entry: the chart of accounts and the entries that the office makes; each sums to zero (R14.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Account(StrEnum):
    """The chart, numbered as the standard one of Kazakhstan. What the subject is stands in the docstring."""

    CASH = "1010"
    """Money in the boxes of the cash desk; subject: the shift."""
    ON_WAY = "1020"
    """Cash that left the desk for the bank; subject: none."""
    BANK = "1030"
    """Money at a bank; subject: our bank account."""
    RECEIVABLE = "1210"
    """What a student is invoiced and has not paid; subject: student."""
    REFUNDS_PAYABLE = "3380"
    """Released by two, not yet paid out; subject: student."""
    CLEARING_IN = "3390"
    """Income outside the office's services; subject: the rule that classed it."""
    UNIDENTIFIED = "3397"
    """Income that waits in the queue; subject: the line."""
    CLEARING_OUT = "3398"
    """Spending outside the office's services; subject: the rule that classed it."""
    ADVANCES = "3510"
    """Money of a student that no invoice has; subject: student."""
    OPENING = "5500"
    """What our bank accounts held when we began; subject: our bank account."""
    CASH_DIFFERENCE = "7470"
    """What a shift counted too little, or (below zero) too much; subject: the shift."""
    REVENUE = "6010"
    """The summer term; subject: none."""
    COMMISSION = "7210"
    """What providers keep: the student is credited gross (D17); subject: our bank account."""


class Kind(StrEnum):
    """Why an entry was made."""

    OPENING = "opening"
    INVOICED = "invoiced"
    VOIDED = "voided"
    RECEIVED = "received"
    LEFT_OVER = "left_over"
    ADVANCE_USED = "advance_used"
    REFUND_RELEASED = "refund_released"
    PAID_OUT = "paid_out"
    SPENT = "spent"
    ASSIGNED = "assigned"
    REVERSED = "reversed"
    CLASSED = "classed"
    COMMISSION = "commission"
    RETURN_RELEASED = "return_released"
    SENT_BACK = "sent_back"
    CASH_TAKEN = "cash_taken"
    CASH_GIVEN_BACK = "cash_given_back"
    CASH_HANDED_IN = "cash_handed_in"
    CASH_ARRIVED = "cash_arrived"


@dataclass(frozen=True, slots=True)
class Posting:
    """A sum on an account: debit above zero, credit below."""

    account: Account
    subject: str
    amount: int


Postings = tuple[Posting, ...]


def opening(bank: str, balance: int) -> Postings:
    """A bank account begins with what its first statement opens with."""
    return _pair(Account.BANK, bank, Account.OPENING, bank, balance)


def invoiced(student: str, amount: int) -> Postings:
    """The student owes, the summer term earns."""
    return _pair(Account.RECEIVABLE, student, Account.REVENUE, "", amount)


def voided(student: str, amount: int) -> Postings:
    """A lapsed or cancelled invoice is reversed, not deleted (R14.1)."""
    return _pair(Account.REVENUE, "", Account.RECEIVABLE, student, amount)


def received(bank: str, student: str, to_invoice: int, to_advance: int) -> Postings:
    """A line of a statement that posts to a student's invoice, its surplus to his advance."""
    return _without_zeros(
        Posting(Account.BANK, bank, to_invoice + to_advance),
        Posting(Account.RECEIVABLE, student, -to_invoice),
        Posting(Account.ADVANCES, student, -to_advance),
    )


def cash_taken(shift: str, student: str, to_invoice: int, to_advance: int) -> Postings:
    """Money at the desk, as a bank line: to the invoice, the surplus to the advance."""
    return _without_zeros(
        Posting(Account.CASH, shift, to_invoice + to_advance),
        Posting(Account.RECEIVABLE, student, -to_invoice),
        Posting(Account.ADVANCES, student, -to_advance),
    )


def cash_given_back(shift: str, student: str, off_invoice: int, off_advance: int) -> Postings:
    """A counter-receipt: what a receipt had brought goes back."""
    return cash_taken(shift, student, -off_invoice, -off_advance)


def cash_handed_in(shift: str, expected: int, counted: int) -> Postings:
    """A shift closes: what was counted goes to the bank, a difference stands by itself."""
    return _without_zeros(
        Posting(Account.ON_WAY, "", counted),
        Posting(Account.CASH_DIFFERENCE, shift, expected - counted),
        Posting(Account.CASH, shift, -expected),
    )


def cash_arrived(bank: str, amount: int) -> Postings:
    """The desk's cash is on our account."""
    return _pair(Account.BANK, bank, Account.ON_WAY, "", amount)


def queued(bank: str, line: str, amount: int) -> Postings:
    """Income that waits for finance."""
    return _pair(Account.BANK, bank, Account.UNIDENTIFIED, line, amount)


def assigned(line: str, student: str, to_invoice: int, to_advance: int) -> Postings:
    """Money of the queue is a student's: on his invoice, the surplus on his advance (R14.2)."""
    return _without_zeros(
        Posting(Account.UNIDENTIFIED, line, to_invoice + to_advance),
        Posting(Account.RECEIVABLE, student, -to_invoice),
        Posting(Account.ADVANCES, student, -to_advance),
    )


def unassigned(line: str, student: str, off_invoice: int, off_advance: int) -> Postings:
    """A wrong posting is reversed: the money waits in the queue again (R14.1, D16)."""
    return assigned(line, student, -off_invoice, -off_advance)


def classed(line: str, rule: str, amount: int) -> Postings:
    """Money of the queue is not for us: to clearing by hand, or (below zero) back from there."""
    return _pair(Account.UNIDENTIFIED, line, Account.CLEARING_IN, rule, amount)


def commission(bank: str, line: str, amount: int) -> Postings:
    """What the provider kept is the university's expense: the line is as large as what was paid (D17)."""
    return _pair(Account.COMMISSION, bank, Account.UNIDENTIFIED, line, amount)


def return_released(line: str, amount: int) -> Postings:
    """Money of nobody known goes back to its payer, by two people (R14.2)."""
    return _pair(Account.UNIDENTIFIED, line, Account.REFUNDS_PAYABLE, line, amount)


def cleared(bank: str, rule: str, signed: int) -> Postings:
    """A line outside our services, in or out."""
    account = Account.CLEARING_IN if signed > 0 else Account.CLEARING_OUT
    return _pair(Account.BANK, bank, account, rule, signed)


def left_over(student: str, amount: int) -> Postings:
    """What was held on an invoice that lapsed or was cancelled becomes an advance (D3)."""
    return _pair(Account.RECEIVABLE, student, Account.ADVANCES, student, amount)


def advance_used(student: str, amount: int) -> Postings:
    """An advance pays an invoice, with the student's consent (D5)."""
    return _pair(Account.ADVANCES, student, Account.RECEIVABLE, student, amount)


def refund_released(student: str, amount: int) -> Postings:
    """Two people have released a refund (R14.2)."""
    return _pair(Account.ADVANCES, student, Account.REFUNDS_PAYABLE, student, amount)


def paid_out(bank: str, student: str, amount: int) -> Postings:
    """The released refund has left the bank."""
    return _pair(Account.REFUNDS_PAYABLE, student, Account.BANK, bank, amount)


def sent_back(bank: str, student: str, amount: int) -> Postings:
    """A refund that did not arrive is the student's advance again, never income (D22)."""
    return _pair(Account.BANK, bank, Account.ADVANCES, student, amount)


def _pair(debit: Account, debit_subject: str, credit: Account, credit_subject: str, amount: int) -> Postings:
    return _without_zeros(Posting(debit, debit_subject, amount), Posting(credit, credit_subject, -amount))


def _without_zeros(*postings: Posting) -> Postings:
    return tuple(posting for posting in postings if posting.amount)
