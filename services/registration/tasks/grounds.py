"""What grading's journal says of absences: facts for the expulsion review, and warnings to advisers (R11.2d, R11.3)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.usecases import grounds, review_cures, review_opening, study
from services.registration.workflows import expulsion_review
from shared.contracts.grading import AbsenceCrossed, AbsenceCured, AbsenceWarned


@celery.handles(AbsenceCrossed)
def on_absence_crossed(events: Sequence[AbsenceCrossed], session: Session) -> None:
    """Keep who has missed too much; a case is opened about him, unless one is (R11.1)."""
    grounds.note_absences(session, events)
    expulsion_review.begin(session, review_opening.open_on(session, review_opening.absences(session, events)))


@celery.handles(AbsenceCured)
def on_absence_cured(events: Sequence[AbsenceCured], session: Session) -> None:
    """Keep whose absence is excused afterwards: a case about it closes by itself (R11.1)."""
    grounds.note_absences(session, events)
    review_cures.absences_cured(session, events)


@celery.handles(AbsenceWarned)
def on_absence_warned(events: Sequence[AbsenceWarned], session: Session) -> None:
    """Tell the adviser of the student's group."""
    study.tell_advisers_of_absence(session, events)
