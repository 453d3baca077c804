"""The fee of a course whose result stands although its reversed payment was not repaid: it is owed (D16, R3.8)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.billing.domain.settlement import OWED, Status
from services.billing.models import Invoice
from services.billing.usecases import arrears, notices, voiding
from services.billing.usecases.arrears import Charge
from shared.clock import now
from shared.contracts.billing import ChargeUnpaidFee
from shared.messaging import publish


def charge(session: Session, commands: Sequence[ChargeUnpaidFee]) -> None:
    """Charge the fees to the students' arrears, once each: they hold further registrations until they are paid."""
    cases = {command.case_id for command in commands}
    found = voiding.locked(session, Invoice.case_id.in_(cases) & (Invoice.status == Status.OVERDUE))
    owed = [invoice for invoice in found if invoice.reversals and invoice.closed_why != OWED]
    day = now(session).day
    arrears.charge(session, [Charge(one.student_id, "fees", one.amount, one.number, day) for one in owed])
    for invoice in owed:
        invoice.closed_why = OWED
    publish(session, notices.titled(session, [notices.fee_owed(one) for one in owed]))
