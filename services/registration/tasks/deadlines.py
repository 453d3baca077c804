"""Deadlines that a long outage holds, in all services (R13.1)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.usecases import held_deadlines
from services.registration.workflows import dates
from shared.contracts.billing import DueDateMoved
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


@celery.handles(DueDateMoved)
def on_due_date_moved(events: Sequence[DueDateMoved], session: Session) -> None:
    """The due date of an invoice moved with that of its seat, or the invoice was settled before (R13.1)."""
    dates.due_dates_answered(session, events)
