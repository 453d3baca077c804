"""Academic debts after results: closed, kept or opened (R9.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert, or_, select, tuple_, update
from sqlalchemy.orm import Session

from services.grading.models import Debt
from services.grading.queries.externals import externals_among
from shared.contracts.grading import DebtChanged

Key = tuple[UUID, UUID]
"""Student and course."""
TOLD = ("debt_id", "version_no", "student_id", "course_id", "status", "reason", "percent", "term_id", "since",
        "closed_because")  # fmt: skip
"""What is told of a debt."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that has just got its result, as far as debts are concerned."""

    attempt_id: UUID
    student_id: UUID
    course_id: UUID
    term_id: UUID
    day: date
    makes_debt: bool
    closes_debt: bool
    reason: str
    percent: Decimal | None
    debt_id: UUID | None
    """The debt that it was to remove, perhaps of an equivalent course (D12); else the course's own."""
    case_id: UUID | None = None
    """Its summer case, if it is one's."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the debt of an attempt; None where there is none."""

    changed: DebtChanged | None
    closed: bool = False
    kept: bool = False


def settle(session: Session, tries: Sequence[Tried]) -> dict[UUID, Settled]:
    """Close, keep or open the debt of each attempt; by attempt. Of externals none is kept here (R8.8)."""
    elsewhere = externals_among(session, {tried.student_id for tried in tries})
    by_id, by_course = _known(session, tries)
    settled: dict[UUID, Settled] = {}
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for tried in tries:
        known = by_id.get(tried.debt_id) if tried.debt_id else by_course.get((tried.student_id, tried.course_id))
        values = None if tried.student_id in elsewhere else _values(tried, known)
        if values is not None:
            (new if known is None else changed).append(values)
            settled[tried.attempt_id] = _outcome(tried, known, values)
        else:
            settled[tried.attempt_id] = Settled(None)
    if new:
        session.execute(insert(Debt), new)
    if changed:
        session.execute(update(Debt), changed)
    return settled


def debt_id_of(student_id: UUID, course_id: UUID) -> UUID:
    """The one debt that a student can have in a course."""
    return uuid5(student_id, f"debt:{course_id}")


def _known(session: Session, tries: Sequence[Tried]) -> tuple[dict[UUID, Debt], dict[Key, Debt]]:
    pairs = [(tried.student_id, tried.course_id) for tried in tries]
    ids = [tried.debt_id for tried in tries if tried.debt_id]
    found = session.scalars(
        select(Debt)
        .where(or_(tuple_(Debt.student_id, Debt.course_id).in_(pairs), Debt.debt_id.in_(ids)))
        .order_by(Debt.debt_id)
        .with_for_update(),
        execution_options={"populate_existing": True},
    ).all()
    return {debt.debt_id: debt for debt in found}, {(debt.student_id, debt.course_id): debt for debt in found}


def _values(tried: Tried, known: Debt | None) -> dict[str, Any] | None:
    """The columns that change, whole for a new debt; None where nothing changes."""
    if tried.makes_debt:
        return _left_open(tried, known)
    if tried.closes_debt and known is not None and known.status == "open":
        return {
            "debt_id": known.debt_id,
            "version_no": known.version_no + 1,
            "status": "closed",
            "closed_by": tried.attempt_id,
            "closed_on": tried.day,
            "closed_because": "passed",
        }
    return None


def _left_open(tried: Tried, known: Debt | None) -> dict[str, Any]:
    why = {"reason": tried.reason, "percent": tried.percent, "term_id": tried.term_id, "opened_by": tried.attempt_id}
    if known is None:
        return {
            "debt_id": tried.debt_id or debt_id_of(tried.student_id, tried.course_id),
            "student_id": tried.student_id,
            "course_id": tried.course_id,
            "version_no": 1,
            "status": "open",
            "since": tried.day,
            "closed_because": None,
            **why,
        }
    since = known.since if known.status == "open" else tried.day
    version_no = known.version_no + 1
    return {
        "debt_id": known.debt_id, "version_no": version_no, "status": "open", "since": since, "closed_by": None,
        "closed_on": None, "closed_because": None, **why,
    }  # fmt: skip


def _outcome(tried: Tried, known: Debt | None, values: Mapping[str, Any]) -> Settled:
    def value(name: str) -> Any:
        return values[name] if name in values else getattr(known, name)

    by_case = tried.case_id if tried.closes_debt else None
    changed = DebtChanged(**{name: value(name) for name in TOLD}, closed_by=by_case)
    return Settled(changed, closed=tried.closes_debt, kept=tried.makes_debt and known is not None)
