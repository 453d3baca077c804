"""What billing states about a student in an expulsion review, as of now (R11.1, R8.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.models import Arrears, Invoice
from shared.clock import now
from shared.contracts.reviews import Fact, GatherMoneyFacts, MoneyFactsGathered


def state(session: Session, commands: Sequence[GatherMoneyFacts]) -> list[MoneyFactsGathered]:
    """Invoices with the date of the operation that paid them, and arrears; asked again it states what is known then."""
    students = {command.student_id for command in commands}
    invoices = session.scalars(
        select(Invoice).where(Invoice.student_id.in_(students)).order_by(Invoice.issued_at, Invoice.invoice_id)
    ).all()
    arrears = session.scalars(select(Arrears).where(Arrears.student_id.in_(students))).all()
    owed = {row.student_id: row for row in arrears}
    return [MoneyFactsGathered(c.case_id, c.nth, tuple(_facts(session, c, invoices, owed))) for c in commands]


def _facts(
    session: Session, command: GatherMoneyFacts, invoices: Sequence[Invoice], owed: Mapping[UUID, Arrears]
) -> Iterator[Fact]:
    moment = now(session).office
    for one in (invoice for invoice in invoices if invoice.student_id == command.student_id):
        says = {
            "number": one.number, "course": one.course_code, "amount": f"money:{one.amount}", "status": one.status,
            "due_on": f"date:{one.due_on}",
        }  # fmt: skip
        if one.paid_on is not None:
            says["paid_on"] = f"date:{one.paid_on}"
        yield Fact("invoice", str(one.invoice_id), says, moment)
    row = owed.get(command.student_id)
    if row is not None:
        yield Fact("arrears", "", {"fees": f"money:{row.fees}", "tuition": f"money:{row.tuition}"}, moment)
