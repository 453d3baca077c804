"""An invoice with everything that is printed on it, or shown to whoever pays: never a mark (R14.2, D15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from services.billing.models import BankAccount, Course, Invoice, Payee, Person, Student
from shared.clock import office_day
from shared.errors import NotFound
from shared.money import Money


@dataclass(frozen=True, slots=True)
class InvoicePaper:
    """What invoice, page and PDF show."""

    invoice_id: UUID
    case_id: UUID
    student_id: UUID
    number: str
    code: str
    status: str
    student: str
    student_number: str
    iin: str
    course_code: str
    titles: Mapping[str, str]
    specialty: str
    academic_year: int
    credits: int
    price: Money
    amount: Money
    held: Money
    remaining: Money
    issued_on: date
    due_on: date
    due_at: datetime
    paid_on: date | None
    accounts: tuple[tuple[str, str, str], ...]
    """IIK, bank, BIC."""
    names: Mapping[str, str]
    bin: str
    kbe: str
    purpose_code: str

    def title(self, language: str) -> str:
        """The course by title and code."""
        title = self.titles.get(language) or next(iter(self.titles.values()), "")
        return f"{title} ({self.course_code})" if title else self.course_code

    @property
    def purpose(self) -> str:
        """What to write into the purpose of payment: the number finds the invoice, the name helps a person (R14.2)."""
        return f"{self.number} {self.student}".strip()

    def payee(self, language: str) -> list[tuple[str, str]]:
        """Our details, line by line: a text key and what stands there."""
        lines = [("payee", self.names.get(language, "")), ("bin", self.bin)]
        for iban, bank, bic in self.accounts:
            lines += [("account", iban), ("bank", f"{bank} {bic}".strip())]
        return [(key, value) for key, value in (*lines, ("kbe", self.kbe), ("knp", self.purpose_code)) if value]


def by_id(session: Session, invoice_id: UUID) -> InvoicePaper:
    """The invoice; raises NotFound."""
    return _paper(session, Invoice.invoice_id == invoice_id)


def by_code(session: Session, code: str) -> InvoicePaper:
    """The invoice by the payer's code; raises NotFound."""
    if not (code.isascii() and code.isprintable()):
        raise NotFound("invoice")
    return _paper(session, Invoice.code == code)


def _paper(session: Session, which: ColumnElement[bool]) -> InvoicePaper:
    query = (
        select(Invoice, Person, Student, Course.titles)
        .outerjoin(Person, Person.person_id == Invoice.student_id)
        .outerjoin(Student, Student.student_id == Invoice.student_id)
        .outerjoin(Course, Course.course_id == Invoice.course_id)
    )
    row = session.execute(query.where(which)).one_or_none()
    if row is None:
        raise NotFound("invoice")
    one, person, student, titles = row
    payee = session.get(Payee, 1)
    return InvoicePaper(
        invoice_id=one.invoice_id, case_id=one.case_id, student_id=one.student_id, number=one.number, code=one.code,
        status=one.status, student=person.name if person else "", student_number=student.number if student else "",
        iin=(student.iin or "") if student else "", course_code=one.course_code, titles=titles or {},
        specialty=one.specialty, academic_year=one.academic_year, credits=one.credits, price=one.price,
        amount=one.amount, held=one.held, remaining=one.remaining, issued_on=office_day(one.issued_at),
        due_on=one.due_on, due_at=one.due_at, paid_on=one.paid_on, accounts=_accounts(session),
        names=payee.names if payee else {}, bin=payee.bin if payee else "", kbe=payee.kbe if payee else "",
        purpose_code=payee.purpose_code if payee else "",
    )  # fmt: skip


def _accounts(session: Session) -> tuple[tuple[str, str, str], ...]:
    query = select(BankAccount.iban, BankAccount.bank, BankAccount.bic).where(BankAccount.for_payments)
    return tuple((iban, bank, bic) for iban, bank, bic in session.execute(query.order_by(BankAccount.iban)))
