"""What auditors have read, in whichever service (R1.2)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.usecases import auditing
from shared.contracts.registration import NoteReading


@celery.handles(NoteReading)
def note_reading(commands: Sequence[NoteReading], session: Session) -> None:
    """Add them to the register."""
    auditing.note(session, commands)
