"""Deadlines that a long outage holds, in all services (R13.1)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.usecases import held_deadlines
from shared.contracts.registration import DeadlinesReleased, NoteHeldDeadlines
from shared.messaging.outages import release


@celery.handles(NoteHeldDeadlines)
def note_held_deadlines(commands: Sequence[NoteHeldDeadlines], session: Session) -> None:
    """Keep what each service holds; the chairman and those who may lose something are told."""
    held_deadlines.keep(session, commands)


@celery.handles(DeadlinesReleased)
def on_deadlines_released(events: Sequence[DeadlinesReleased], session: Session) -> None:
    """Let those act that the chairman has released."""
    release(session, events)
