"""Expulsion reviews: grounds that services tell of, and what became of their notices (R11.1, R13.2)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.usecases import restudies, review_notices, review_opening, review_reminders
from services.registration.workflows import expulsion_review, revocation
from shared.contracts.registration import DebtsFinal
from shared.contracts.review_acts import GroundsLeft, ReStudyNotPaid, ReviewAgain, ReviewReminderDue, RevocationDue
from shared.contracts.reviews import NoticeProved
from shared.messaging import publish


@celery.handles(ReStudyNotPaid)
def open_for_unpaid_restudies(events: Sequence[ReStudyNotPaid], session: Session) -> None:
    """A case for each debt whose re-study was not paid by its final date (R9.3)."""
    restudies.keep(session, events)
    expulsion_review.begin(session, review_opening.open_on(session, review_opening.unpaid(session, events)))


@celery.handles(GroundsLeft)
def look_for_other_grounds(events: Sequence[GroundsLeft], session: Session) -> None:
    """A case is over: another ground of the kind, told while it was open, opens the next (R11.1)."""
    students = {event.student_id for event in events}
    restudies.look_again(session, students)
    expulsion_review.begin(session, review_opening.open_on(session, review_opening.left(session, students)))


@celery.handles(DebtsFinal)
def on_debts_final(messages: Sequence[DebtsFinal], session: Session) -> None:
    """Tell whose re-study is not paid by the final date for removing the debt (R9.3)."""
    restudies.final_dates_passed(session, messages)


@celery.handles(NoticeProved)
def on_notice_proved(events: Sequence[NoticeProved], session: Session) -> None:
    """Keep the proof; the case that waits for it goes on."""
    publish(session, review_notices.proved(session, events))


@celery.handles(RevocationDue)
def begin_revocations(events: Sequence[RevocationDue], session: Session) -> None:
    """Orders that are to be revoked: their drafts lie before the rector (R11.1)."""
    revocation.due(session, events)


@celery.handles(ReviewAgain)
def begin_again(events: Sequence[ReviewAgain], session: Session) -> None:
    """An order was revoked: what it had ended is looked at anew (R11.1)."""
    revocation.again(session, events)


@celery.handles(ReviewReminderDue)
def remind_of_reviews(events: Sequence[ReviewReminderDue], session: Session) -> None:
    """Remind students of their days to explain and to appeal (R13.1)."""
    review_reminders.remind(session, events)
