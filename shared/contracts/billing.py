"""What billing is told to do, and what it tells: tariffs, invoices, payments, statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.contracts.base import Message, command, event, local
from shared.money import Money


@command("billing")
@dataclass(frozen=True, slots=True)
class IssueInvoice(Message):
    """Issue the invoice of a case: credits x the price of one credit that the student accepted (R9.2, D5)."""

    case_id: UUID
    student_id: UUID
    course_id: UUID
    course_code: str
    term_id: UUID
    specialty: str
    academic_year: int
    credits: int
    accepted_price: Money
    """Of one credit, as the accepted offer says."""
    applied_at: datetime
    due_at: datetime
    instead_of: UUID | None = None
    """The case of a course that was not held, whose money pays this one by the date of its operation (D6)."""


@command("billing")
@dataclass(frozen=True, slots=True)
class MoveDueDate(Message):
    """The invoice of a case is due later; one that is paid, void or overdue by now stays as it is (R13.1)."""

    case_id: UUID
    due_at: datetime


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class DueDateMoved(Message):
    """The answer to the order to move a due date: when the invoice of the case is due, and whether it is open still."""

    case_id: UUID
    due_at: datetime
    is_open: bool
    statements_by: datetime | None = None


@command("billing")
@dataclass(frozen=True, slots=True)
class CancelInvoice(Message):
    """The case ends before it was paid: the invoice is void; what was paid in part is an advance (D3)."""

    case_id: UUID
    why: str


@command("billing")
@dataclass(frozen=True, slots=True)
class RefundCase(Message):
    """The student leaves: so much of what his invoice holds goes back, the rest stays the university's (R8.7)."""

    case_id: UUID
    part: int
    """Of ``whole``."""
    whole: int
    why: str
    """As registration names it; of one who has ``died`` nothing goes back by itself (D14)."""
    stays: bool = False
    """The student keeps it as an advance: no refund is asked for (D6)."""


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class CaseRefunded(Message):
    """What of a case's money became an advance with its refund request, and what stays; said of nothing too."""

    case_id: UUID
    amount: Money
    kept: Money


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class TariffChanged(Message):
    """The price of one credit for a specialty and academic year, as of this version (R9.2)."""

    specialty: str
    academic_year: int
    version_no: int
    price: Money
    valid_from: date
    row: str
    """``specialty:academic_year:valid_from``, the key of the copy: a price set in advance hides none in force."""


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class InvoiceIssued(Message):
    """The invoice of the case, with its number and sum."""

    case_id: UUID
    invoice_id: UUID
    number: str
    amount: Money
    due_at: datetime
    statements_by: datetime | None = None
    """By then all statements through the due date should be in; afterwards finance decides (R8.4)."""


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class InvoiceRefused(Message):
    """No invoice could be issued; the codes of the reasons and their rules."""

    case_id: UUID
    codes: tuple[str, ...]
    rules: tuple[str, ...]


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class InvoicePaid(Message):
    """Paid in full (D3's shortfall included) by an operation not later than the due date (R8.4)."""

    case_id: UUID
    invoice_id: UUID
    operation_on: date
    amount: Money


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class InvoiceOverdue(Message):
    """All statements through the due date are in, and this invoice is not paid.

    Told instead of InvoicePaid, never beside it.
    """

    case_id: UUID
    invoice_id: UUID
    through: date


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class InvoiceCancelled(Message):
    """The invoice is void."""

    case_id: UUID
    invoice_id: UUID


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class LateMoneyKept(Message):
    """Money that came too late for its invoice is an advance, with a refund request (D3)."""

    case_id: UUID
    amount: Money
    operation_on: date


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class PaymentReversed(Message):
    """An invoice that had been told as paid has lost its money: it was posted wrongly (D16).

    The seat is kept until ``repay_by``; the last word on it is ``restored`` or ``missed``.
    """

    case_id: UUID
    version_no: int
    invoice_id: UUID
    state: str
    """``reversed``, ``restored``, ``missed``."""
    repay_by: datetime
    why: str


@command("billing")
@dataclass(frozen=True, slots=True)
class ChargeUnpaidFee(Message):
    """The result of a case stands, its reversed payment was not repaid: the fee is owed (D16, R3.8)."""

    case_id: UUID


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class ReceiptDeclared(Message):
    """A student says that he has paid: his receipt waits for the bank, came true, or was false (R8.4)."""

    declaration_id: UUID
    version_no: int
    case_id: UUID
    state: str
    """``waits``, ``came``, ``false``."""
    amount: Money
    paid_on: date
    expected_by: date
    """The day through which the statements have to be in before it is judged."""
    abroad: bool
    bank: str
    document: str


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class StatementsLoaded(Message):
    """All accounts' statements are in through this day (R8.4)."""

    through: date
    version_no: int
    row: str = "all"


@command("billing")
@dataclass(frozen=True, slots=True)
class ListSettled(Message):
    """Which of these cases' invoices are open no more: paid, overdue or void (R8.5)."""

    case_id: UUID
    """The term's."""
    cases: tuple[UUID, ...]


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class SettledListed(Message):
    """The answer: what was settled was told to each case, or is on its way."""

    case_id: UUID
    settled: tuple[UUID, ...]


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class ArrearsChanged(Message):
    """What a student owes beside summer invoices: fees hold a registration, tuition does not (R3.8)."""

    student_id: UUID
    version_no: int
    fees: Money
    tuition: Money


@event("billing", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class ReceiptHoldChanged(Message):
    """Whose declared receipt was false: it holds further applications until finance lifts it (R8.4, R3.8)."""

    student_id: UUID
    version_no: int
    numbers: str
    """Of the invoices; empty: nothing holds him any more."""


@local("billing")
@dataclass(frozen=True, slots=True)
class DueDatePassed(Message):
    """An invoice's due date has passed: it is overdue once the statements are in."""

    invoice_id: UUID


@local("billing")
@dataclass(frozen=True, slots=True)
class AdvanceReminderDue(Message):
    """It is time to remind of money that nobody claims (D22)."""

    advance_id: UUID
    nth: int


@local("billing")
@dataclass(frozen=True, slots=True)
class PaymentReminderDue(Message):
    """It is time to remind of an unpaid invoice (R13.1)."""

    invoice_id: UUID
    nth: int
    next_at: datetime | None = None
    """When the next reminder comes: by then this one is of no use."""


@local("billing")
@dataclass(frozen=True, slots=True)
class ChoiceDue(Message):
    """A student has not chosen for which of his invoices a payment is: the due date decides (D4)."""

    line_id: UUID
