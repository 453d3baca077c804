"""Seats that became free."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.usecases import swapping
from services.registration.workflows import seat_offer
from shared.contracts.registration import SeatsFreed


@celery.handles(SeatsFreed)
def serve_the_lines(events: Sequence[SeatsFreed], session: Session) -> None:
    """A freed seat goes to the line first, not for an hour to anybody else; then to swaps (D20, D21)."""
    freed = {event.section_id for event in events}
    held = swapping.hold(session, freed)
    seat_offer.serve_lines(session, freed)
    swapping.serve(session, freed, held)
