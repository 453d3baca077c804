"""Students of a course that the university cancelled are told by when their debt is to be removed now (D7, R9.3)."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.models.applications import Application, State
from services.registration.models.copies import DebtCopy
from services.registration.models.sections import Section
from services.registration.queries.restudies import final_dates
from services.registration.usecases.notices import tell

DAY = timedelta(days=1)


def tell_moved(session: Session, section: Section) -> None:
    """The end of their cases moves the date by a year (``queries.restudies``); said while they are still in it."""
    rows = session.execute(
        select(Application, DebtCopy)
        .join(DebtCopy, DebtCopy.debt_id == Application.debt_id)
        .where(Application.section_id == section.section_id, Application.state != State.ENDED)
        .where(DebtCopy.status == "open")
        .order_by(Application.case_id)
    ).all()
    finals = final_dates(session, {debt.debt_id: _a_year_later(debt.since) for _, debt in rows})
    values = {case.case_id: {"final_on": finals[debt.debt_id]} for case, debt in rows}
    tell(session, [case for case, _ in rows], "final_date_moved", values)


def _a_year_later(day: date) -> date:
    """The same day of the next year: 29 February is the day before March then."""
    return date(day.year + 1, 3, 1) - DAY if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)
