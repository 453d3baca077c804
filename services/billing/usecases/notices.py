"""What billing tells a student of his money, each step once (R13.2). The words are the notifications' own."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.billing.domain.settlement import Surplus
from services.billing.models import Invoice, RefundRequest
from shared.contracts.notifications import Notify
from shared.money import Money


def issued(invoice: Invoice) -> Notify:
    """An invoice is there, with what it is made of."""
    price = {"price": f"money:{invoice.price}", "credits": f"number:{invoice.credits}"}
    return _of(invoice, "invoice_issued", due=f"date:{invoice.due_on}", **price)


def reminder(invoice: Invoice, nth: int) -> Notify:
    """It is still to be paid."""
    rest = f"money:{invoice.remaining}"
    return _of(invoice, "payment_reminder", key=f"{invoice.invoice_id}:{nth}", due=f"date:{invoice.due_on}", rest=rest)


def paid(invoice: Invoice, operation_on: date) -> Notify:
    """It is paid; what the bank fee took stays due (D3)."""
    return _of(invoice, "invoice_paid", paid_on=f"date:{operation_on}", rest=f"money:{invoice.remaining}")


def part_paid(invoice: Invoice, source: UUID, part: Money) -> Notify:
    """A part has come; the seat needs the rest by the due date."""
    rest = {"part": f"money:{part}", "rest": f"money:{invoice.remaining}", "due": f"date:{invoice.due_on}"}
    return _of(invoice, "part_paid", key=f"{invoice.invoice_id}:{source}", **rest)


def overdue(invoice: Invoice) -> Notify:
    """Not paid in time: the invoice is void (R8.4)."""
    return _of(invoice, "invoice_overdue", due=f"date:{invoice.due_on}")


def cancelled(invoice: Invoice) -> Notify:
    """The invoice is void because its case has ended."""
    return _of(invoice, "invoice_cancelled")


def kept(invoice: Invoice, source: UUID, amount: Money, why: Surplus) -> Notify:
    """Money became an advance: late (D3), too much (D5), or paid twice (D18)."""
    template = {Surplus.OVERPAID: "overpaid_advance", Surplus.PAID_TWICE: "paid_twice"}.get(why, "late_money_kept")
    return _of(invoice, template, key=f"{invoice.invoice_id}:{source}", kept=f"money:{amount}")


def advance_used(invoice: Invoice, source: UUID, amount: Money) -> Notify:
    """An advance was used for an invoice, as he agreed (D5)."""
    return _of(invoice, "advance_used", key=f"{invoice.invoice_id}:{source}", used=f"money:{amount}")


def refund(request: RefundRequest, template: str) -> Notify:
    """A refund is requested, released or paid out."""
    params = {"amount": f"money:{request.amount}", "to": request.to_name}
    return Notify(f"billing:{template}:{request.refund_id}", request.student_id, template, params)


def _of(invoice: Invoice, template: str, *, key: str = "", **params: str) -> Notify:
    known = {"number": invoice.number, "amount": f"money:{invoice.amount}", "course": invoice.course_code}
    told = f"billing:{template}:{key or invoice.invoice_id}"
    return Notify(told, invoice.student_id, template, {**known, **params}, case_id=invoice.case_id)
