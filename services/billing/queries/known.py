"""What the books know about the lines of a statement, looked up once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.billing.domain import clues, numbers
from services.billing.domain.classes import ClassRule
from services.billing.domain.iin import iins_in
from services.billing.domain.look_alikes import surname_key, words
from services.billing.domain.matching import Known, OpenInvoice, Payable
from services.billing.domain.settlement import Status
from services.billing.domain.statements import Line
from services.billing.models import ClassRuleRow, Invoice, LineReturn, Person, RefundRequest, Student
from services.billing.queries import providers


def known_for(session: Session, lines: Sequence[Line]) -> Known:
    """Invoices, students and refunds that the lines may mean: some queries, however many lines."""
    came = [line for line in lines if line.incoming]
    by_iin = _students(session, came)
    students = {student_id for student_id, _ in by_iin.values()}
    return Known(
        by_number={one.number: one for one in _invoices(session, _among(Invoice.number, _numbers(came)))},
        by_iin=by_iin,
        open_of=_grouped((one.student_id, one) for one in _open(session, _among(Invoice.student_id, students))),
        by_surname=_grouped((surname_key(one.surname), one) for one in _by_surname(session, came)),
        refunds=_refunds(session, [line for line in lines if not line.incoming]),
        paid_out=_paid_out(session, came),
        providers=providers.signs(session),
    )


def class_rules(session: Session) -> list[tuple[UUID, ClassRule]]:
    """The rules that class lines outside our services, each with its row's id; they choose by date themselves."""
    rows = session.scalars(select(ClassRuleRow).order_by(ClassRuleRow.number))
    return [
        (
            row.rule_id,
            ClassRule(
                row.number, row.titles, row.incoming, tuple(row.words), tuple(row.purpose_codes), row.valid_from,
                row.valid_until, tuple(row.unless_words),
            ),
        )
        for row in rows
    ]  # fmt: skip


def named_invoices(session: Session, written: Iterable[str]) -> list[OpenInvoice]:
    """The invoices whose numbers stand in these texts, whatever their state."""
    return _invoices(session, _among(Invoice.number, {one for text in written for one in numbers.named_in(text)}))


def invoices_of(session: Session, students: Collection[UUID]) -> list[OpenInvoice]:
    """All invoices of these students, the earliest due first."""
    return _invoices(session, _among(Invoice.student_id, students))


def _numbers(lines: Iterable[Line]) -> set[str]:
    found: set[str] = set()
    for line in lines:
        found.update(numbers.named_in(line.purpose), clues.numbers_hinted(line.purpose))
    return found


def _students(session: Session, lines: Iterable[Line]) -> dict[str, tuple[UUID, str]]:
    iins = {iin for line in lines for iin in (*iins_in(line.purpose), line.payer.id_number) if iin}
    query = select(Student.iin, Student.student_id, Person.surname).join(Person, Person.person_id == Student.student_id)
    rows = session.execute(query.where(_among(Student.iin, iins)))
    return {iin: (student_id, surname) for iin, student_id, surname in rows if iin}


def _by_surname(session: Session, lines: Iterable[Line]) -> list[OpenInvoice]:
    said = {word for line in lines for word in words(f"{line.purpose} {line.payer.name}") if word.isalpha()}
    return _open(session, _among(Person.surname_key, said))


def _open(session: Session, which: ColumnElement[bool]) -> list[OpenInvoice]:
    return _invoices(session, which & (Invoice.status == Status.OPEN))


def _invoices(session: Session, which: ColumnElement[bool]) -> list[OpenInvoice]:
    query = select(Invoice, Person.surname).outerjoin(Person, Person.person_id == Invoice.student_id).where(which)
    return [
        OpenInvoice(
            one.invoice_id, one.number, one.student_id, surname or "", one.remaining.tiyn, one.due_on, one.applied_at,
            one.status == Status.OPEN,
        )
        for one, surname in session.execute(query.order_by(Invoice.due_on, Invoice.applied_at, Invoice.invoice_id))
    ]  # fmt: skip


def _paid_out(session: Session, lines: Collection[Line]) -> dict[str, Payable]:
    named = {number for line in lines for number in numbers.named_in(line.purpose, numbers.REFUND)}
    if not named:
        return {}
    query = select(RefundRequest).where(RefundRequest.number.in_(named), RefundRequest.status == "paid_out")
    return {one.number: _payable(one.refund_id, one) for one in session.scalars(query)}


def _refunds(session: Session, lines: Collection[Line]) -> dict[str, Payable]:
    named = {number for line in lines for number in numbers.named_in(line.purpose, numbers.REFUND)}
    if not named:
        return {}
    query = select(RefundRequest).where(RefundRequest.number.in_(named), RefundRequest.status == "released")
    found = {one.number: _payable(one.refund_id, one) for one in session.scalars(query)}
    returns = select(LineReturn).where(LineReturn.number.in_(named), LineReturn.status == "released")
    return found | {one.number: _payable(one.return_id, one) for one in session.scalars(returns)}


def _payable(known_as: UUID, one: RefundRequest | LineReturn) -> Payable:
    return Payable(known_as, one.amount.tiyn, one.to_account, one.to_name, one.to_id)


def _among(column: InstrumentedAttribute[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """As one array: a month's statement may name more than a statement has room for parameters."""
    return column == any_(literal(list(values), ARRAY(column.type)))


def _grouped(pairs: Iterable[tuple[Any, OpenInvoice]]) -> dict[Any, tuple[OpenInvoice, ...]]:
    found: dict[Any, tuple[OpenInvoice, ...]] = defaultdict(tuple)
    for key, one in pairs:
        found[key] += (one,)
    return found
