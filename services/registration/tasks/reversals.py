"""What billing says of seats whose payment was reversed (D16)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.usecases import reversals
from shared.contracts.billing import PaymentReversed


@celery.handles(PaymentReversed)
def on_payment_reversed(events: Sequence[PaymentReversed], session: Session) -> None:
    """Keep which confirmed seats are not paid for, and until when; one that is not repaid lapses (D16)."""
    reversals.heard(session, events)
