"""Policies of absence as the domain speaks of them: few rows, read whole."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.absences import AbsencePolicy, Effect, in_force
from services.grading.models.copies import Term
from services.grading.models.journal import AbsencePolicyRow


def absence_policies(session: Session, terms: Iterable[Term]) -> dict[UUID, AbsencePolicy]:
    """What was decided about absences for each of these terms: as of its first day (R11.2d, D10)."""
    known = [_policy(row) for row in session.scalars(select(AbsencePolicyRow))]
    return {term.term_id: in_force(known, term.starts_on, term.season) for term in terms}


def absence_policy(session: Session, term: Term) -> AbsencePolicy:
    """The same for one term."""
    return absence_policies(session, [term])[term.term_id]


def _policy(row: AbsencePolicyRow) -> AbsencePolicy:
    return AbsencePolicy(
        version=row.version,
        valid_from=row.valid_from,
        season=row.season,
        levels=tuple(row.levels),
        limit=row.limit,
        effect=Effect(row.effect),
        away_days=row.away_days,
        holiday_days=row.holiday_days,
        class_weeks=row.class_weeks,
    )
