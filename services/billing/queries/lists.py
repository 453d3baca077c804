"""Selects behind lists: invoices, tariffs, refunds, with the names of students."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.billing.models import Advance, Invoice, Person, RefundRequest, RefundSignature, Student, Tariff


def invoices() -> Select[*tuple[Any, ...]]:
    """Invoices with the student's name and number."""
    name = func.concat_ws(" ", Person.surname, Person.given_name).label("student")
    return (
        select(
            Invoice.invoice_id, Invoice.case_id, Invoice.number, Invoice.student_id, name,
            Student.number.label("student_number"), Invoice.course_code, Invoice.credits, Invoice.price, Invoice.amount,
            Invoice.held, Invoice.status, Invoice.issued_at, Invoice.due_at, Invoice.due_on, Invoice.paid_on,
        )
        .outerjoin(Person, Person.person_id == Invoice.student_id)
        .outerjoin(Student, Student.student_id == Invoice.student_id)
    )  # fmt: skip


def tariffs() -> Select[*tuple[Any, ...]]:
    """Every row that was ever set, the newest first."""
    return select(
        Tariff.tariff_id, Tariff.specialty, Tariff.academic_year, Tariff.version_no, Tariff.price, Tariff.valid_from,
        Tariff.ground, Tariff.set_at,
    ).order_by(Tariff.specialty, Tariff.academic_year.desc(), Tariff.version_no.desc())  # fmt: skip


def refunds() -> Select[*tuple[Any, ...]]:
    """Refund requests with the student's name and the first signature."""
    name = func.concat_ws(" ", Person.surname, Person.given_name).label("student")
    signed = (
        select(func.string_agg(RefundSignature.person_name, ", ").label("signed"))
        .where(RefundSignature.refund_id == RefundRequest.refund_id)
        .scalar_subquery()
    )
    return select(
        RefundRequest.refund_id, RefundRequest.number, RefundRequest.advance_id, RefundRequest.student_id, name,
        RefundRequest.amount, RefundRequest.status, RefundRequest.why, RefundRequest.opened_at, RefundRequest.to_name,
        RefundRequest.to_account, RefundRequest.released_at, RefundRequest.paid_out_on,
        func.coalesce(signed, "").label("signed"), func.concat("refund_", RefundRequest.status).label("state"),
    ).outerjoin(Person, Person.person_id == RefundRequest.student_id).outerjoin(
        Student, Student.student_id == RefundRequest.student_id
    )  # fmt: skip


def advances() -> Select[*tuple[Any, ...]]:
    """Advances with what is left of them."""
    return select(
        Advance.advance_id, Advance.student_id, Advance.invoice_id, Advance.amount, Advance.left.label("left"),
        Advance.why, Advance.operation_on, Advance.payer_name,
    ).outerjoin(Student, Student.student_id == Advance.student_id)  # fmt: skip


def named_advances() -> Select[*tuple[Any, ...]]:
    """The same with the student's name and the invoice's number."""
    name = func.concat_ws(" ", Person.surname, Person.given_name).label("student")
    query = advances().add_columns(name, Invoice.number).outerjoin(Invoice, Invoice.invoice_id == Advance.invoice_id)
    return query.outerjoin(Person, Person.person_id == Advance.student_id)


def faculty_of(session: Session, student_id: UUID) -> UUID | None:
    """What an auditor may be bounded by (R1.2)."""
    return session.scalar(select(Student.faculty_id).where(Student.student_id == student_id))


def person(session: Session, student_id: UUID) -> tuple[Person | None, Student | None]:
    """A student by name and number, as far as it is known here."""
    return session.get(Person, student_id), session.get(Student, student_id)
