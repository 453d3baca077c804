"""Teachers who are gone after classes began (D7)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.usecases import teacher_gone
from shared.contracts.registration import TeacherSearchOver


@celery.handles(TeacherSearchOver)
def on_teacher_search_over(events: Sequence[TeacherSearchOver], session: Session) -> None:
    """Nobody was named in time: the course is cancelled."""
    teacher_gone.over(session, [event.search_id for event in events])
