"""Telling again what registration keeps of grading, for a restored database (design: read copies)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.models import Debt, GpaRow
from services.grading.usecases.debts import TOLD
from shared.contracts.base import Message
from shared.contracts.grading import DebtChanged, GpaChanged
from shared.messaging import publish


def republish(session: Session) -> int:
    """Say every debt and every GPA again, as of its version: the version decides at the hearer."""
    messages = [*_debts(session), *_averages(session)]
    publish(session, messages)
    return len(messages)


def _debts(session: Session) -> Iterator[Message]:
    rows = session.execute(select(*(getattr(Debt, name) for name in TOLD)))
    return (DebtChanged(*row) for row in rows)


def _averages(session: Session) -> Iterator[Message]:
    rows = session.execute(select(GpaRow.student_id, GpaRow.version_no, GpaRow.gpa, GpaRow.credits))
    return (GpaChanged(*row) for row in rows)
