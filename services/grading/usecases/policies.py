"""A new version of the grading policy, from a day on; results keep the version by which they were made (R4)."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.grading.domain import new_absence_policy as absence_rules
from services.grading.domain import new_policy as rules
from services.grading.domain.new_absence_policy import NewAbsencePolicy
from services.grading.domain.new_policy import NewPolicy
from services.grading.models.journal import AbsencePolicyRow
from services.grading.models.rules import GradeRow, PolicyRow
from shared.clock import now
from shared.errors import Refused
from shared.identity import actor_of

_POLICIES = 84
"""The number by which PostgreSQL knows this lock: two new versions at once get two numbers."""


def change(session: Session, new: NewPolicy, reason: str) -> PolicyRow:
    """Add the next version. Raises Refused with every reason."""
    session.execute(select(func.pg_advisory_xact_lock(_POLICIES)))
    scales = set(session.scalars(select(GradeRow.scale).distinct()))
    if reasons := list(rules.refusals(new, now(session).day, scales)):
        raise Refused(reasons)
    actor = actor_of(session)
    row = PolicyRow(
        **{
            **asdict(new),
            "attestation_weeks": list(new.attestation_weeks),
            "attestation_weights": list(new.attestation_weights),
        },
        version=(session.scalar(select(func.max(PolicyRow.version))) or 0) + 1,
        course_id=None,
        decided_by=actor.person_id if actor else None,
        reason=reason,
        recorded_at=now(session).real,
    )
    session.add(row)
    session.flush()
    return row


def change_absences(session: Session, new: NewAbsencePolicy, reason: str) -> AbsencePolicyRow:
    """Add the next version of the policy of absences (R11.2d, D10). Raises Refused with every reason."""
    session.execute(select(func.pg_advisory_xact_lock(_POLICIES)))
    if reasons := list(absence_rules.refusals(new, now(session).day)):
        raise Refused(reasons)
    actor = actor_of(session)
    row = AbsencePolicyRow(
        **{**asdict(new), "levels": list(new.levels)},
        version=(session.scalar(select(func.max(AbsencePolicyRow.version))) or 0) + 1,
        decided_by=actor.person_id if actor else None,
        reason=reason,
        recorded_at=now(session).real,
    )
    session.add(row)
    session.flush()
    return row
