"""What billing tells a student of his money, each step once (R13.2). The words are the notifications' own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.settlement import Surplus
from services.billing.models import (
    Advance,
    CashReceipt,
    Course,
    DeclaredPayment,
    Invoice,
    LineAct,
    Person,
    RefundRequest,
    StatementLine,
)
from shared.contracts.base import Message
from shared.contracts.notifications import Notify
from shared.money import Money


def issued(invoice: Invoice) -> Notify:
    """An invoice is there, with what it is made of."""
    price = {"price": f"money:{invoice.price}", "credits": f"number:{invoice.credits}"}
    return _of(invoice, "invoice_issued", **price)


def reminder(invoice: Invoice, nth: int) -> Notify:
    """It is still to be paid."""
    key = f"{invoice.invoice_id}:{invoice.due_on}:{nth}"
    return _of(invoice, "payment_reminder", key=key, rest=f"money:{invoice.remaining}")


def shortfall(invoice: Invoice) -> Notify:
    """It counts as paid, which registration says with the seat; what a bank's fee took stays due (D3)."""
    return _of(invoice, "fee_shortfall", rest=f"money:{invoice.remaining}")


def part_paid(invoice: Invoice, source: UUID, part: Money) -> Notify:
    """A part has come; the seat needs the rest by the due date."""
    key, rest = f"{invoice.invoice_id}:{source}", f"money:{invoice.remaining}"
    return _of(invoice, "part_paid", key=key, part=f"money:{part}", rest=rest)


def cancelled(invoice: Invoice) -> Notify:
    """The invoice is void because its case has ended."""
    return _of(invoice, "invoice_cancelled")


def kept(invoice: Invoice, advance: Advance, document: str) -> Notify:
    """Money became an advance: late (D3), too much (D5), or paid twice (D18)."""
    template = {Surplus.OVERPAID: "overpaid_advance", Surplus.PAID_TWICE: "paid_twice"}.get(
        Surplus(advance.why), "late_money_kept"
    )
    told = {"kept": f"money:{advance.amount}", "operation_on": f"date:{advance.operation_on}", "document": document}
    return _of(invoice, template, key=f"{invoice.invoice_id}:{advance.line_id or advance.cash_id}", **told)


def advance_used(invoice: Invoice, source: UUID, amount: Money) -> Notify:
    """An advance was used for an invoice, as he agreed (D5); two equal ones are told apart by what is still owed."""
    owed = f"money:{invoice.remaining - amount}"
    return _of(invoice, "advance_used", key=f"{invoice.invoice_id}:{source}", used=f"money:{amount}", owed=owed)


def receipt(one: DeclaredPayment, invoice: Invoice) -> Notify:
    """His receipt was false and holds him, or finance has lifted that (R8.4)."""
    template = "receipt_false" if one.status == "false" else "receipt_hold_lifted"
    told = {"declared": f"money:{one.amount}", "paid_on": f"date:{one.paid_on}", "why": one.lifted_why}
    return _of(invoice, template, key=str(one.declaration_id), **told)


def refund(request: RefundRequest, template: str) -> Notify:
    """A refund is requested, released or paid out."""
    params = {"amount": f"money:{request.amount}", "to": request.to_name}
    return Notify(f"billing:{template}:{request.refund_id}", request.student_id, template, params)


def assigned(act: LineAct, invoice: Invoice | None) -> Notify:
    """Finance found by hand whose money it is; for his invoice, or for his account (R14.2)."""
    told = {"given": f"money:{act.amount}", "operation_on": f"date:{act.operation_on}"}
    if invoice is not None:
        template = "chosen_by_due_date" if act.act == "by_due_date" else "payment_assigned"
        return _of(invoice, template, key=str(act.line_act_id), **told)
    assert act.student_id is not None
    return Notify(f"billing:advance_assigned:{act.line_act_id}", act.student_id, "advance_assigned", told)


def taken_back(act: LineAct, invoice: Invoice | None) -> Notify:
    """Money that was posted wrongly is no more his (D16)."""
    told = {"taken": f"money:{act.amount}", "operation_on": f"date:{act.operation_on}"}
    assert act.student_id is not None
    if invoice is not None:
        return _of(invoice, "posting_reversed", key=str(act.line_act_id), **told)
    return Notify(f"billing:advance_reversed:{act.line_act_id}", act.student_id, "advance_reversed", told)


def repay(invoice: Invoice) -> Notify:
    """His invoice is open again: the seat is kept until it is repaid (D16)."""
    return _of(
        invoice, "repay_needed", key=f"{invoice.invoice_id}:{invoice.reversals}", rest=f"money:{invoice.remaining}"
    )


def fee_owed(invoice: Invoice) -> Notify:
    """His result stands, his payment was another's and was not repaid: the fee is among his arrears (D16, R3.8)."""
    return _of(invoice, "fee_owed")


def choose(student_id: UUID, line: StatementLine, until: datetime) -> Notify:
    """One payment, several invoices: he says for which, until the first is due (D4)."""
    told = {"amount": f"money:{line.amount}", "operation_on": f"date:{line.operation_on}"}
    params = {**told, "until": f"moment:{until.isoformat()}"}
    return Notify(f"billing:choose_invoice:{line.line_id}", student_id, "choose_invoice", params)


def cash_given_back(counter: CashReceipt, invoice: Invoice) -> Notify:
    """A receipt of the cash desk was reversed (D16)."""
    return _of(
        invoice, "cash_given_back", key=str(counter.receipt_id), taken=f"money:{counter.amount}", why=counter.why
    )


def advance_waits(advance: Advance, nth: int) -> Notify:
    """Money still lies on his account: he may use it, or ask for it back (D22)."""
    params = {"kept": f"money:{advance.left}", "operation_on": f"date:{advance.operation_on}"}
    return Notify(f"billing:advance_waits:{advance.advance_id}:{nth}", advance.student_id, "advance_waits", params)


def titled(session: Session, messages: Sequence[Message]) -> list[Message]:
    """The same, each course with its title in the student's language, as far as it is known here."""
    told = [one for one in messages if isinstance(one, Notify) and "course" in one.params]
    if not told:
        return list(messages)
    languages = _languages(session, {one.person_id for one in told})
    titles = _titles(session, {one.params["course"] for one in told})
    return [_titled(one, languages, titles) if isinstance(one, Notify) else one for one in messages]


def _titled(one: Notify, languages: dict[UUID, str], titles: dict[str, dict[str, str]]) -> Notify:
    found = titles.get(one.params.get("course", ""), {})
    title = found.get(languages.get(one.person_id, "kk")) or next(iter(found.values()), "")
    return replace(one, params={**one.params, "course": f"{title} ({one.params['course']})"}) if title else one


def _languages(session: Session, people: set[UUID]) -> dict[UUID, str]:
    query = select(Person.person_id, Person.language).where(Person.person_id.in_(people))
    return dict(session.execute(query).all())


def _titles(session: Session, codes: set[str]) -> dict[str, dict[str, str]]:
    return dict(session.execute(select(Course.code, Course.titles).where(Course.code.in_(codes))).all())


def _of(invoice: Invoice, template: str, *, key: str = "", **params: str) -> Notify:
    known = {"number": invoice.number, "amount": f"money:{invoice.amount}", "course": invoice.course_code}
    said = {**known, "due": f"date:{invoice.due_on}", **params}
    told = f"billing:{template}:{key or invoice.invoice_id}"
    return Notify(told, invoice.student_id, template, said, case_id=invoice.case_id)
