"""Seats whose payment was reversed: kept until a day; one that is not repaid by then lapses (D16, R8.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.leaving import Why
from services.registration.models.applications import Application
from services.registration.models.reversals import PaymentReversal
from shared.contracts.billing import ChargeUnpaidFee, PaymentReversed
from shared.contracts.registration import PaymentMissed
from shared.messaging import publish, upsert_copy

MISSED = "missed"


def heard(session: Session, events: Sequence[PaymentReversed]) -> None:
    """Keep what billing says; who has not paid again loses his seat: billing says so with all statements in (R13.1)."""
    upsert_copy(session, PaymentReversal, [asdict(event) for event in events], key="case_id")
    told = {event.case_id for event in events if event.state == MISSED}
    mine = PaymentReversal.case_id.in_(told), PaymentReversal.state == MISSED
    missed = session.scalars(select(PaymentReversal.case_id).where(*mine).order_by(PaymentReversal.case_id))
    publish(session, [PaymentMissed(case_id) for case_id in missed])


def fees_owed(cases: Iterable[Application]) -> list[ChargeUnpaidFee]:
    """A sealed result stands, and with it the fee: what is not repaid is charged to his arrears (R9.1, R3.8)."""
    owing = [case for case in cases if case.left_why == Why.NOT_REPAID and case.outcome is not None]
    return [ChargeUnpaidFee(case.case_id) for case in owing]


def missed_at_the_end(session: Session, said: Sequence[tuple[Application, PaymentMissed]]) -> None:
    """The case had ended: nothing is taken any more; who has a result of it owes the fee."""
    with_a_result = [case for case, _ in said if case.outcome is not None]
    publish(session, [ChargeUnpaidFee(case.case_id) for case in with_a_result])
