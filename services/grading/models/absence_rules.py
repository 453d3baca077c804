"""Policies of absence as the domain speaks of them: few rows, read whole."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.absences import AbsencePolicy, Effect, in_force
from services.grading.models.copies import Term
from services.grading.models.journal import AbsencePolicyRow


def absence_policy(session: Session, term: Term) -> AbsencePolicy:
    """What was decided about absences for a term: as of its first day (R11.2d, D10)."""
    return in_force(map(_policy, session.scalars(select(AbsencePolicyRow))), term.starts_on, term.season)


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
