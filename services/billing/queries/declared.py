"""Declared payments as lists: receipts without money, seats kept by a receipt (R8.4, D19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.billing.models import DeclaredPayment, Invoice, Person, Student
from shared.errors import NotFound
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Counted:
    """How many receipts, and for how much."""

    number: int
    amount: Money


def receipts() -> Any:
    """Declared payments with the student's name, the invoice and how it stands."""
    name = func.concat_ws(" ", Person.surname, Person.given_name).label("student")
    return (
        select(
            DeclaredPayment.declaration_id, DeclaredPayment.student_id, DeclaredPayment.invoice_id,
            DeclaredPayment.paid_on, DeclaredPayment.expected_by, DeclaredPayment.abroad, DeclaredPayment.amount,
            DeclaredPayment.bank, DeclaredPayment.document, DeclaredPayment.declared_at, DeclaredPayment.declarer,
            DeclaredPayment.status, func.concat("receipt_", DeclaredPayment.status).label("state"),
            Invoice.number, Invoice.course_code, Invoice.due_on, name,
        )
        .join(Invoice, Invoice.invoice_id == DeclaredPayment.invoice_id)
        .outerjoin(Person, Person.person_id == DeclaredPayment.student_id)
        .outerjoin(Student, Student.student_id == DeclaredPayment.student_id)
    )  # fmt: skip


def counts(session: Session, query: Any = None) -> dict[str, Counted]:
    """By state: seats kept by a receipt wait, the false ones hold; of all receipts, or of those of a list."""
    found = (receipts() if query is None else query).subquery()
    rows = session.execute(select(found.c.status, func.count(), func.sum(found.c.amount)).group_by(found.c.status))
    return {status: Counted(number, amount) for status, number, amount in rows}


def of_invoice(session: Session, invoice_id: UUID) -> list[DeclaredPayment]:
    """What was declared for an invoice, the newest first."""
    query = select(DeclaredPayment).where(DeclaredPayment.invoice_id == invoice_id)
    return list(session.scalars(query.order_by(DeclaredPayment.declared_at.desc())))


def one(session: Session, declaration_id: UUID) -> DeclaredPayment:
    """One declared payment; raises NotFound."""
    found = session.get(DeclaredPayment, declaration_id)
    if found is None:
        raise NotFound("receipt")
    return found
