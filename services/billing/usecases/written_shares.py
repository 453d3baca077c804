"""Parts of a line as finance types them: a number of an invoice or a student, then a sum, row by row (R14.2)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain import numbers
from services.billing.domain.amounts import read_tiyn
from services.billing.domain.assigning import Share
from services.billing.domain.reasons import Reason
from services.billing.models import Invoice, StatementLine, Student
from shared.errors import NotFound, Refused


def shares_of(session: Session, written: str) -> list[Share]:
    """``TK25-000123-45 92500`` or ``S-1001 500``; whoever is not found stays without an id. Raises Refused."""
    typed, problems = [], []
    for nth, row in enumerate(written.splitlines(), start=1):
        label, _, amount = row.strip().partition(" ")
        if not label:
            continue
        try:
            typed.append((label, read_tiyn(amount)))
        except ValueError:
            problems.append(Reason("part_not_an_amount", "R14.2", {"row": str(nth), "text": row.strip()[:80]}))
    if problems:
        raise Refused(problems)
    return found(session, typed)


def found(session: Session, typed: list[tuple[str, int]]) -> list[Share]:
    """The same of texts and sums that are read already."""
    return list(_found(session, typed))


def whole_to(session: Session, line_id: UUID, written: str) -> list[Share]:
    """The whole of a line to whom this names; nothing is named: no share."""
    line = session.get(StatementLine, line_id)
    if line is None:
        raise NotFound("line")
    return found(session, [(written, line.amount.tiyn)]) if written else []


def _found(session: Session, typed: list[tuple[str, int]]) -> Iterator[Share]:
    labels = [label for label, _ in typed]
    wanted = {number for label in labels for number in numbers.named_in(label)}
    rows = session.execute(select(Invoice.number, Invoice.invoice_id).where(Invoice.number.in_(wanted)))
    known: dict[str, UUID] = dict(rows.all())
    query = select(Student.number, Student.iin, Student.student_id)
    students: dict[str | None, UUID] = {}
    for number, iin, student_id in session.execute(query.where(Student.number.in_(labels) | Student.iin.in_(labels))):
        students |= {number: student_id, iin: student_id}
    for label, amount in typed:
        named = numbers.named_in(label)
        yield Share(amount, known.get(named[0]) if named else None, None if named else students.get(label), label)
