"""Telling again what registration keeps of grading, for a restored database (design: read copies)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.models import Debt, Equivalent, GpaRow, PassedCourses, PendingResult
from services.grading.usecases import passed
from services.grading.usecases.debts import TOLD
from shared.contracts.base import Message
from shared.contracts.grading import DebtChanged, EquivalentChanged, GpaChanged, Passed, PendingChanged
from shared.messaging import publish


def republish(session: Session) -> int:
    """Say all that registration keeps again, as of its version: the version decides at the hearer.

    What an older database never worked out is worked out first.
    """
    passed.work_out(session)
    messages = [
        *_debts(session), *_averages(session), *_passed(session), *_pending(session), *_equivalents(session),
    ]  # fmt: skip
    publish(session, messages)
    return len(messages)


def _debts(session: Session) -> Iterator[Message]:
    rows = session.execute(select(*(getattr(Debt, name) for name in TOLD)))
    return (DebtChanged(**row._mapping) for row in rows)


def _averages(session: Session) -> Iterator[Message]:
    rows = session.execute(select(GpaRow.student_id, GpaRow.version_no, GpaRow.gpa, GpaRow.credits))
    return (GpaChanged(**row._mapping) for row in rows)


def _passed(session: Session) -> Iterator[Message]:
    rows = session.execute(select(PassedCourses.student_id, PassedCourses.version_no, PassedCourses.course_ids))
    return passed.parcels([Passed(student_id, version_no, tuple(ids)) for student_id, version_no, ids in rows])


def _pending(session: Session) -> Iterator[Message]:
    names = ("pending_id", "version_no", "student_id", "course_id", "term_id", "why", "until")
    rows = session.execute(select(*(getattr(PendingResult, name) for name in names)))
    return (PendingChanged(**row._mapping) for row in rows)


def _equivalents(session: Session) -> Iterator[Message]:
    names = ("act_id", "version_no", "course_id", "equivalent_id", "status", "valid_from")
    told = select(*(getattr(Equivalent, name) for name in names)).where(Equivalent.status.in_(("in_force", "ended")))
    return (EquivalentChanged(**row._mapping) for row in session.execute(told))
