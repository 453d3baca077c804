"""What registration is told of results: sealed, corrected later, failed once too often (R5.3, D10, D11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from services.grading.domain.act_policies import ActPolicy, acts_in_force
from services.grading.domain.outcome import Outcome
from services.grading.models import ActPolicyRow, AttemptRow
from services.grading.queries.externals import externals
from services.grading.usecases.debts import Settled
from services.grading.usecases.results import Recorded
from shared.clock import now
from shared.contracts.base import Message
from shared.contracts.grading import FailedOften, ResultCorrected, ResultSealed


def policy(session: Session) -> ActPolicy:
    """What is decided about acts, as of today."""
    rows = session.scalars(select(ActPolicyRow))
    names = ActPolicy.__dataclass_fields__
    return acts_in_force((ActPolicy(**{name: getattr(row, name) for name in names}) for row in rows), now(session).day)


def results(
    session: Session,
    recorded: Sequence[Recorded],
    settled: Mapping[UUID, Settled],
    source: str,
    certified: Mapping[UUID, str] | None = None,
) -> Iterator[Message]:
    """Told to the case of each line; a line without one has none. The first result ends the case; one that takes its
    place is told as corrected; I is no result yet (D10)."""
    for item in recorded:
        if item.listed.exam.case_id is None:
            continue
        digest = (certified or {}).get(item.listed.exam.case_id)
        if item.told_before:
            yield _corrected(session, item, source, digest)
        elif item.result.outcome is not Outcome.INCOMPLETE:
            yield _sealed(session, item, settled[item.attempt["attempt_id"]], digest)


def _sealed(session: Session, item: Recorded, outcome: Settled, certificate: str | None) -> ResultSealed:
    line = item.listed.exam
    assert line.case_id is not None
    return ResultSealed(
        case_id=line.case_id,
        student_id=item.listed.student_id,
        section_id=item.attempt["section_id"],
        course_id=item.attempt["course_id"],
        mark=item.result.mark,
        percent=item.result.percent,
        passed=item.result.passed,
        outcome=item.result.outcome,
        debt_id=outcome.changed.debt_id if outcome.changed else line.debt_id,
        debt_closed=outcome.closed,
        sealed_at=now(session).office,
        certificate=certificate,
    )


def _corrected(session: Session, item: Recorded, source: str, certificate: str | None) -> ResultCorrected:
    assert item.listed.exam.case_id is not None
    return ResultCorrected(
        case_id=item.listed.exam.case_id,
        revision=item.attempt["revision"],
        student_id=item.listed.student_id,
        course_id=item.attempt["course_id"],
        mark=item.result.mark,
        percent=item.result.percent,
        passed=item.result.passed,
        outcome=item.result.outcome,
        source=source,
        corrected_at=now(session).office,
        certificate=certificate,
    )


def failed_often(session: Session, recorded: Sequence[Recorded]) -> Iterator[FailedOften]:
    """The dean is warned of a third failure of one course, and of each that follows (D11)."""
    pairs = [(item.listed.student_id, item.attempt["course_id"]) for item in recorded if item.attempt["makes_debt"]]
    if not pairs:
        return
    least, pair = policy(session).failures_warned, (AttemptRow.student_id, AttemptRow.course_id)
    rows = session.execute(
        select(*pair, func.count())
        .where(tuple_(*pair).in_(pairs), AttemptRow.makes_debt, AttemptRow.stands())
        .where(AttemptRow.student_id.not_in(externals()))
        .group_by(*pair)
        .having(func.count() >= least)
    )
    for student_id, course_id, times in rows:
        yield FailedOften(student_id, course_id, times)
