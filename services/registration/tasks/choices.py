"""Students of courses that are not held go on in another; provisional applicants pay or need not stay (D6, D8)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.usecases import provisional
from services.registration.workflows import choosing
from shared.contracts.registration import CourseTakenInstead, ProvisionalDue


@celery.handles(CourseTakenInstead)
def take_courses_instead(events: Sequence[CourseTakenInstead], session: Session) -> None:
    """Apply for each with the arrival of the first course (D6)."""
    choosing.take_instead(session, [event.case_id for event in events])


@celery.handles(ProvisionalDue)
def look_at_results(events: Sequence[ProvisionalDue], session: Session) -> None:
    """What became of the results for which provisional applications wait (D8)."""
    provisional.decide(session, [event.case_id for event in events])
