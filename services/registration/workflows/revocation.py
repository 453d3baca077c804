"""Revoking an order of expulsion: the rector signs, and what the order did is undone in all services (R11.1, R11.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.models.review_effects import Revocation
from services.registration.models.reviews import Review
from services.registration.usecases import restoring, review_opening, revocations
from services.registration.usecases.review_effects import note
from services.registration.workflows import expulsion_review, summer_enrolment
from services.registration.workflows.engine import engine, known
from shared.clock import minutes
from shared.contracts.review_acts import ReviewAgain, RevocationDue, RevocationSigned
from shared.contracts.reviews import AccountResumed, StudyResumed
from shared.errors import Refused
from shared.workflow import Ask, Choose, Do, Tell, Workflow, no_way_back


def begin(session: Session, rows: Iterable[Revocation]) -> None:
    """Their cases begin."""
    found = list(rows)
    if found:
        engine.begin(session, REVOCATION, found)


def due(session: Session, events: Sequence[RevocationDue]) -> None:
    """Orders that are to be revoked, once each."""
    begin(session, revocations.opened(session, events))


def again(session: Session, events: Sequence[ReviewAgain]) -> None:
    """Reviews that are begun again, as an order was revoked; each anew from its evidence on (R11.1)."""
    wanted = [event.case_id for event in events]
    done = select(Review.reopens).where(Review.reopens.in_(wanted))
    rows = session.scalars(
        select(Review).where(Review.case_id.in_(wanted), Review.case_id.not_in(done)).order_by(Review.case_id)
    ).all()
    opened = [review_opening.open_again(session, row) for row in rows]
    expulsion_review.begin(session, [row for row in opened if row is not None])


def take_courses_again(session: Session, cases: Sequence[Revocation]) -> None:
    """He applies anew for the courses that the order took him out of, with his first arrival and his money.

    Where the seat was given on, or classes have begun, it is listed for the office (R11.4).
    """
    for case in cases:
        for wish, code, why_not in restoring.wishes(session, revocations.review_of(session, case)):
            subject = _old(wish.instead_of)
            if why_not is not None:
                note(session, case.review_id, "lost", "course", subject, {"course": code, "why": why_not})
                continue
            outcome = summer_enrolment.apply(session, [wish])[0]
            if isinstance(outcome, Refused):
                why = ", ".join(reason.code for reason in outcome.reasons)
                note(session, case.review_id, "lost", "course", subject, {"course": code, "why": why})
            else:
                says = {"course": code, "case": str(outcome.case_id)}
                note(session, case.review_id, "undone", "course", subject, says)


def _old(case_id: UUID | None) -> str:
    return str(case_id or "")


REVOCATION = known(
    Workflow(
        name="registration.revocation",
        version=1,
        case=Revocation,
        steps=(
            Do("lay the revocation before the rector", revocations.lay_before),
            Choose(
                "the rector signs the revocation",
                RevocationSigned,
                by="rectorate",
                until=lambda case: case.sign_until,
                insists=revocations.missing,
            ),
            no_way_back,
            Do("issue the revoking order", revocations.issue),
            Do("his standing is restored", revocations.restore_standing),
            Ask(
                "his lines stand again",
                revocations.resume_study,
                reply=StudyResumed,
                takes=revocations.study_resumed,
                within=minutes(30),
            ),
            Ask(
                "his account stands again",
                revocations.resume_account,
                reply=AccountResumed,
                takes=revocations.account_resumed,
                within=minutes(30),
            ),
            Do("list what can't be given back", take_courses_again),
            Tell("tell the student", revocations.told),
        ),
        way=lambda _case: "revoked",
        at_end=revocations.ended,
    )
)
