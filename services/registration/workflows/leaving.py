"""What people do to take a case out of the summer term; the case itself follows its path (R8.6, R8.7, D7)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from services.registration.domain.leaving import Why
from services.registration.models.applications import Application
from services.registration.usecases import advising, enrolments, withdrawals
from services.registration.workflows.engine import engine
from shared.contracts.registration import RowsGivenUp
from shared.messaging import publish


def withdraw(session: Session, application: Application, wish: Why = Why.OWN_WISH, paper: str = "") -> Application:
    """The student leaves, by himself or by the office on his paper (R8.7). Raises Refused with every reason."""
    engine.deliver(session, [withdrawals.withdrawing(session, application, wish, paper)])
    session.refresh(application)
    return application


def object_to(session: Session, case_id: UUID, reason: str) -> Application:
    """The adviser objects: the application ends, and all goes back (R8.3). Raises Refused with every reason."""
    application = withdrawals.application_of(session, case_id)
    engine.deliver(session, [advising.objecting(session, application, reason)])
    session.refresh(application)
    return application


def ask_sheet_again(session: Session, case_id: UUID) -> None:
    """The obstacle is gone: ask once more for the lines of one who has paid (R8.6)."""
    publish(session, enrolments.open_rows(session, [withdrawals.given_up(session, case_id)]))


def give_up(session: Session, case_id: UUID) -> None:
    """The sheet will not take him: the enrolment ends, and all goes back (R8.6)."""
    withdrawals.given_up(session, case_id)
    engine.deliver(session, [RowsGivenUp(case_id)])
