"""What the other services have done of the act that makes a person nameless."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.usecases import anonymising
from shared.contracts.anonymity import NoteAnonymised


@celery.handles(NoteAnonymised)
def note_anonymised(commands: Sequence[NoteAnonymised], session: Session) -> None:
    """Note it on the register."""
    anonymising.note_done(session, commands)
