"""What students have declared, told to who decides about their seats (R8.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.declared import Verdict
from services.billing.models import DeclaredPayment, Invoice
from shared.contracts.billing import ReceiptDeclared
from shared.messaging import publish

VERSIONS: Mapping[str, int] = {Verdict.WAITS: 1, Verdict.FALSE: 2, "lifted": 3, Verdict.TRUE: 4}
"""A receipt goes only forward: even money that comes after all ends what a false one held."""


def tell(session: Session, receipts: Sequence[DeclaredPayment]) -> None:
    """Say that each waits, and later what became of it."""
    invoices = {one.invoice_id for one in receipts}
    cases = select(Invoice.invoice_id, Invoice.case_id).where(Invoice.invoice_id.in_(invoices))
    known: dict[UUID, UUID] = dict(session.execute(cases).all())
    publish(session, [_as_event(one, known[one.invoice_id]) for one in receipts])


def _as_event(one: DeclaredPayment, case_id: UUID) -> ReceiptDeclared:
    return ReceiptDeclared(
        one.declaration_id, VERSIONS[one.status], case_id, one.status, one.amount, one.paid_on, one.expected_by,
        one.abroad, one.bank, one.document,
    )  # fmt: skip
