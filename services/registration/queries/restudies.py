"""By when a debt is to be removed (R9.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registration.domain import restudies as rules
from services.registration.models.applications import Application
from services.registration.queries.calendar import working_days
from services.registration.queries.policies import in_force
from shared.clock import now
from shared.contracts.registration import SummerEnd


def final_dates(session: Session, since: Mapping[UUID, date]) -> dict[UUID, date]:
    """By when each of these debts, which arose on these days, is to be removed.

    A year later for each course that the university cancelled after its classes had begun (D7); a day off moves to the
    next working day (R13.1).
    """
    policy, calendar = in_force(session, now(session).day)["debt_final_date"].value, working_days(session)
    cancelled = Application.debt_id.in_(since), Application.way == SummerEnd.CANCELLED_AFTER_START
    rows = session.execute(select(Application.debt_id, func.count()).where(*cancelled).group_by(Application.debt_id))
    more: dict[UUID | None, int] = dict(rows.all())
    finals = {
        debt_id: rules.final_on(rules.year_of(day) + more.get(debt_id, 0), policy) for debt_id, day in since.items()
    }
    return {debt_id: calendar.forward(day) for debt_id, day in finals.items()}
