"""What a student chooses whose course is not held; his application for another begins its own case (R8.5, D6)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.models.applications import Application
from services.registration.usecases import not_held, withdrawals
from services.registration.usecases.notices import notices
from services.registration.workflows import summer_enrolment
from services.registration.workflows.engine import engine
from shared.errors import Refused
from shared.messaging import publish


def choose(
    session: Session, case_id: UUID, choice: str, section_id: UUID | None = None, offer: str = "",
    student_id: UUID | None = None,
) -> Application:  # fmt: skip
    """Another course, an advance, or the money back; once, until T-4 12:00. Raises NotFound, Refused."""
    case = withdrawals.application_of(session, case_id, student_id)
    engine.deliver(session, [not_held.choosing(session, case, choice, section_id, offer)])
    session.refresh(case)
    return case


def take_instead(session: Session, case_ids: Iterable[UUID]) -> None:
    """Apply for the courses that were chosen; who can't have his any more is told, and keeps the refund (D6)."""
    wanted = list(case_ids)
    done = select(Application.instead_of).where(Application.instead_of.in_(wanted))
    cases = session.scalars(
        select(Application)
        .where(Application.case_id.in_(wanted), Application.case_id.not_in(done))
        .order_by(Application.case_id)
    ).all()
    wishes = [not_held.wish_of(case, one, case.chosen_offer or "") for case in cases if (one := case.chosen_section_id)]
    outcomes = summer_enrolment.apply(session, wishes)
    fallen = [case for case, found in zip(cases, outcomes, strict=True) if isinstance(found, Refused)]
    publish(session, notices(session, fallen, "course_not_changed"))
