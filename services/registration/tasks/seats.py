"""Seats that became free."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.workflows import seat_offer
from shared.contracts.registration import SeatsFreed


@celery.handles(SeatsFreed)
def serve_the_lines(events: Sequence[SeatsFreed], session: Session) -> None:
    """A freed seat goes to the line first, not for an hour to anybody else (D21)."""
    seat_offer.serve_lines(session, {event.section_id for event in events})
