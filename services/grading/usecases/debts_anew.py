"""Debts derived anew after a result took another's place: opened, closed or kept by the attempts that stand (R5.3)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.orm import Session

from services.grading.domain.debts import Try, standing
from services.grading.models import AttemptRow, Debt, SheetRow
from services.grading.queries.externals import externals_among
from services.grading.usecases.debts import TOLD, Settled, debt_id_of
from services.grading.usecases.results import Recorded
from shared.clock import now
from shared.contracts.grading import DebtChanged


def settle(session: Session, recorded: Sequence[Recorded], because: str) -> dict[UUID, Settled]:
    """The debt of each of these results as all attempts that stand leave it; ``because`` says why one is gone."""
    return {item.attempt["attempt_id"]: _settle(session, item, because) for item in recorded}


def _settle(session: Session, item: Recorded, because: str) -> Settled:
    attempt = item.attempt
    if externals_among(session, [attempt["student_id"]]):
        return Settled(None)
    debt = _debt(session, item)
    course_id = debt.course_id if debt else attempt["course_id"]
    debt_id = debt.debt_id if debt else debt_id_of(attempt["student_id"], course_id)
    tries = _tries(session, attempt["student_id"], course_id, debt_id)
    stands = standing(tries)
    decided_by = tries[stands.decided_by] if stands else None
    if stands is not None and stands.open:
        values = _left_open(tries[stands.decided_by], debt)
    elif debt is not None and debt.status == "open":
        values = _closed(session, decided_by, because)
    else:
        return Settled(None)
    values = {"debt_id": debt_id, "student_id": attempt["student_id"], "course_id": course_id, **values}
    return _write(session, debt, values, decided_by.case_id if decided_by else None)


def _debt(session: Session, item: Recorded) -> Debt | None:
    named = item.listed.exam.debt_id
    own = and_(Debt.student_id == item.attempt["student_id"], Debt.course_id == item.attempt["course_id"])
    return session.scalars(
        select(Debt).where(Debt.debt_id == named if named else own).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def _tries(session: Session, student_id: UUID, course_id: UUID, debt_id: UUID) -> dict[Try, AttemptRow]:
    """The attempts that stand and count for this debt: of its course, or of one taken in its place (D12)."""
    named = SheetRow.debt_id
    rows = session.scalars(
        select(AttemptRow)
        .outerjoin(SheetRow, SheetRow.row_id == AttemptRow.row_id)
        .where(AttemptRow.student_id == student_id, AttemptRow.stands())
        .where(or_(named == debt_id, and_(named.is_(None), AttemptRow.course_id == course_id)))
    )
    return {
        Try(row.attempt_id, row.taken_on, row.attempt_no, row.makes_debt, row.closes_debt, row.outcome): row
        for row in rows
    }


def _left_open(row: AttemptRow, debt: Debt | None) -> dict[str, Any]:
    shown = row.rating if row.outcome == "not_admitted" else row.percent
    since = debt.since if debt and debt.status == "open" else row.taken_on
    return {
        "term_id": row.term_id, "status": "open", "reason": row.outcome, "since": since, "opened_by": row.attempt_id,
        "percent": None if shown is None else Decimal(shown),
        "closed_by": None, "closed_on": None, "closed_because": None,
    }  # fmt: skip


def _closed(session: Session, row: AttemptRow | None, because: str) -> dict[str, Any]:
    return {
        "status": "closed",
        "closed_by": row.attempt_id if row else None,
        "closed_on": now(session).day,
        "closed_because": because,
    }


def _write(session: Session, debt: Debt | None, values: dict[str, Any], case_id: UUID | None) -> Settled:
    """Write the debt as it is now; a closed one is told with the case that closed it, where one did."""
    if debt is None:
        values = {**values, "version_no": 1}
        session.execute(insert(Debt), [values])
    elif all(getattr(debt, name) == value for name, value in values.items()):
        return Settled(None, kept=debt.status == "open")
    else:
        values = {**values, "version_no": debt.version_no + 1}
        session.execute(update(Debt), [values])
    told = {name: values[name] if name in values else getattr(debt, name) for name in TOLD}
    is_open = told["status"] == "open"
    changed = DebtChanged(**told, closed_by=None if is_open else case_id)
    return Settled(changed, closed=not is_open, kept=is_open and debt is not None)
