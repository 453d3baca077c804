"""Messages that notifications hears, each to its use case."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.notifications.celery_app import celery
from services.notifications.usecases import anonymity, notices, people
from shared.contracts.anonymity import PersonAnonymised
from shared.contracts.notifications import Notify
from shared.contracts.registration import DeadlinesReleased, PersonChanged
from shared.messaging.outages import release


@celery.handles(Notify)
def notify(commands: Sequence[Notify], session: Session) -> None:
    """Tell each person once a key (R13.2)."""
    notices.make(session, commands)


@celery.handles(PersonChanged)
def on_person_changed(events: Sequence[PersonChanged], session: Session) -> None:
    """Keep the copy of people."""
    people.keep(session, events)


@celery.handles(DeadlinesReleased)
def on_deadlines_released(events: Sequence[DeadlinesReleased], session: Session) -> None:
    """Let the deadlines act that the chairman has released (R13.1)."""
    release(session, events)


@celery.handles(PersonAnonymised)
def on_person_anonymised(events: Sequence[PersonAnonymised], session: Session) -> None:
    """Forget the name of who left long ago."""
    anonymity.forget(session, events)
