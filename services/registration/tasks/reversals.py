"""What billing says of seats whose payment was reversed (D16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.models.reversals import PaymentReversal
from shared.contracts.billing import PaymentReversed
from shared.messaging import upsert_copy


@celery.handles(PaymentReversed)
def on_payment_reversed(events: Sequence[PaymentReversed], session: Session) -> None:
    """Keep which confirmed seats are not paid for, and until when they are kept (D16)."""
    upsert_copy(session, PaymentReversal, [asdict(event) for event in events], key="case_id")
