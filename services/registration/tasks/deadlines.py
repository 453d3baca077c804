"""Deadlines that act by themselves, and those that a long outage holds, in all services (R13.1)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.usecases import adviser_notices, held_deadlines, reminding, terms_of_office
from services.registration.workflows import dates
from shared.contracts.billing import DueDateMoved
from shared.contracts.registration import AdvisersDue, DeadlinesReleased, NoteHeldDeadlines, ReminderDue, StaffTermDue
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


@celery.handles(AdvisersDue)
def on_advisers_due(messages: Sequence[AdvisersDue], session: Session) -> None:
    """Tell advisers how many of their students have applied, and until when they may object (R8.3)."""
    adviser_notices.tell(session, messages)


@celery.handles(ReminderDue)
def on_reminder_due(messages: Sequence[ReminderDue], session: Session) -> None:
    """Remind of what ends soon: an offer, the choice after a course fell, applications (R13.1)."""
    reminding.remind(session, messages)


@celery.handles(StaffTermDue)
def on_staff_term_due(messages: Sequence[StaffTermDue], session: Session) -> None:
    """Remind staff of what waits for them, or tell those above (R3.10, R8.8)."""
    terms_of_office.act(session, messages)
