"""Which courses each student has passed, as registration is told: none is repeated for a better grade (R9.4).

One row a student, worked out from the attempts in one statement for many; told in parcels, since an import brings
thousands at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import Select, Subquery, Uuid, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, distinct_on, insert
from sqlalchemy.orm import Session

from services.grading.models import AttemptRow, PassedCourses
from services.grading.queries.externals import externals
from services.grading.usecases.gpas import LAST
from shared.contracts.grading import Passed, PassedChanged

PARCEL = 500
"""Students in one message."""
NONE = literal([], ARRAY(Uuid))


def work_out(session: Session, student_ids: Sequence[UUID] | None = None) -> list[PassedChanged]:
    """Work out what these students have passed, or all, and say what has changed.

    The last attempt at a course that tells decides: a withdrawal does not, a correction or an appeal does (R6.2, R5.3).
    """
    last = _last_attempts(student_ids).subquery()
    said = insert(PassedCourses).from_select(["student_id", "version_no", "course_ids"], _sets(last))
    changed = said.on_conflict_do_update(
        index_elements=["student_id"],
        set_={"version_no": PassedCourses.version_no + 1, "course_ids": said.excluded.course_ids},
        where=PassedCourses.course_ids != said.excluded.course_ids,
    ).returning(PassedCourses.student_id, PassedCourses.version_no, PassedCourses.course_ids)
    found = [_passed(*row) for row in session.execute(changed)]
    if student_ids is not None:
        found += _without_any(session, last, student_ids)
    return list(parcels(found))


def parcels(found: Sequence[Passed]) -> Iterator[PassedChanged]:
    """As few messages as may be."""
    return (PassedChanged(tuple(found[at : at + PARCEL])) for at in range(0, len(found), PARCEL))


def _last_attempts(student_ids: Sequence[UUID] | None) -> Select[UUID, UUID, bool]:
    pair = (AttemptRow.student_id, AttemptRow.course_id)
    telling = select(*pair, AttemptRow.closes_debt).where(
        AttemptRow.makes_debt | AttemptRow.closes_debt, AttemptRow.stands(), AttemptRow.student_id.not_in(externals())
    )
    if student_ids is not None:
        telling = telling.where(AttemptRow.student_id.in_(student_ids))
    return telling.ext(distinct_on(*pair)).order_by(*pair, *LAST)


def _sets(last: Subquery) -> Select[UUID, int, list[UUID]]:
    """One sorted set a student; of one who never passed anything no row is begun."""
    courses = func.array_agg(aggregate_order_by(last.c.course_id, last.c.course_id)).filter(last.c.closes_debt)
    begun = last.c.student_id.in_(select(PassedCourses.student_id))
    return (
        select(last.c.student_id, literal(1), func.coalesce(courses, NONE))
        .group_by(last.c.student_id)
        .having(func.bool_or(last.c.closes_debt) | begun)
    )


def _without_any(session: Session, last: Subquery, student_ids: Sequence[UUID]) -> Iterator[Passed]:
    """Of these no attempt tells any more, as where the only result became I (D10)."""
    gone = (
        update(PassedCourses)
        .where(PassedCourses.student_id.in_(student_ids), PassedCourses.course_ids != NONE)
        .where(PassedCourses.student_id.not_in(select(last.c.student_id)))
        .values(version_no=PassedCourses.version_no + 1, course_ids=NONE)
        .returning(PassedCourses.student_id, PassedCourses.version_no, PassedCourses.course_ids)
    )
    return (_passed(*row) for row in session.execute(gone))


def _passed(student_id: UUID, version_no: int, course_ids: Sequence[UUID]) -> Passed:
    return Passed(student_id, version_no, tuple(course_ids))
