"""The cumulative GPA of many students in one statement, as the domain works out one (R6.1, R6.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Numeric, Select, Subquery, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from services.grading.domain.policies import Policy, Repeated
from services.grading.models import AttemptRow, GpaRow, rulebook
from services.grading.queries.externals import externals
from shared.clock import now
from shared.contracts.grading import GpaChanged

LAST = (AttemptRow.taken_on.desc(), AttemptRow.attempt_no.desc(), AttemptRow.attempt_id.desc())


def work_out(session: Session, student_ids: Sequence[UUID] | None = None) -> list[GpaChanged]:
    """Work out the GPA of these students, or of all, and return what has changed.

    An average is worked out in whole numbers, so that it is rounded once and exactly: points have two decimals, and
    half up of P/C with two decimals is (2 x 100P + C) div 2C.
    """
    policy = rulebook(session).policy(now(session).day)
    sums = _sums(policy, student_ids).subquery()
    twice = sums.c.credits * 2
    rounded = func.div(cast(sums.c.points * 200, Numeric) + sums.c.credits, twice) / literal(100, Numeric)
    said = insert(GpaRow).from_select(
        ["student_id", "version_no", "gpa", "points", "credits", "policy_version", "worked_out_at"],
        select(
            sums.c.student_id,
            literal(1),
            rounded,
            sums.c.points,
            sums.c.credits,
            literal(policy.version),
            literal(now(session).office),
        ),
    )
    new = said.excluded
    changed = said.on_conflict_do_update(
        index_elements=["student_id"],
        set_={
            "version_no": GpaRow.version_no + 1,
            **{name: new[name] for name in ("gpa", "points", "credits", "policy_version", "worked_out_at")},
        },
        where=(GpaRow.points != new.points) | (GpaRow.credits != new.credits) | (GpaRow.gpa != new.gpa),
    ).returning(GpaRow.student_id, GpaRow.version_no, GpaRow.gpa, GpaRow.credits)
    told = [GpaChanged(*row) for row in session.execute(changed)]
    return [*told, *_without_any(session, sums, student_ids)] if student_ids is not None else told


def _without_any(session: Session, sums: Subquery, student_ids: Sequence[UUID]) -> list[GpaChanged]:
    """Of these students nothing counts any more, as where the only result became I: no average is left (R6.1, D10)."""
    gone = (
        update(GpaRow)
        .where(GpaRow.student_id.in_(student_ids), GpaRow.credits > 0)
        .where(GpaRow.student_id.not_in(select(sums.c.student_id)))
        .values(gpa=None, points=0, credits=0, version_no=GpaRow.version_no + 1, worked_out_at=now(session).office)
        .returning(GpaRow.student_id, GpaRow.version_no, GpaRow.gpa, GpaRow.credits)
    )
    return [GpaChanged(*row) for row in session.execute(gone)]


def _sums(policy: Policy, student_ids: Sequence[UUID] | None) -> Select[Any]:
    """Points x credits and credits of each student over the attempts that stand for their courses."""
    kept = select(AttemptRow.student_id, AttemptRow.points, AttemptRow.credits, AttemptRow.in_gpa).where(
        AttemptRow.points.is_not(None), AttemptRow.stands(), AttemptRow.student_id.not_in(externals())
    )
    if student_ids is not None:
        kept = kept.where(AttemptRow.student_id.in_(student_ids))
    if policy.repeated is not Repeated.ALL:
        first = (AttemptRow.points.desc(), *LAST) if policy.repeated is Repeated.BEST else LAST
        pair = (AttemptRow.student_id, AttemptRow.course_id)
        kept = kept.ext(distinct_on(*pair)).order_by(*pair, *first)
    standing = kept.subquery()
    return (
        select(
            standing.c.student_id,
            func.sum(standing.c.points * standing.c.credits).label("points"),
            cast(func.sum(standing.c.credits), Integer).label("credits"),
        )
        .where(standing.c.in_gpa)
        .group_by(standing.c.student_id)
    )
