"""An appeal waits for its commission, then for its decision; who is silent is reminded, then those above know (R5.5).

Who holds which role is registration's to know: it is told what waits, and tells them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.models import Appeal, Course, Section
from services.grading.queries.workdays import working_days
from services.grading.usecases.announcing import policy
from services.grading.usecases.consequences import title
from shared.clock import end_of_day, office_day
from shared.contracts.grading import AppealDue, AppealWaits
from shared.contracts.notifications import Notify
from shared.messaging import Due, publish, schedule, unschedule

COMMISSION, DECISION = "commission", "decision"
NEW, HALF, OVER = "new", "half", "over"


def begin(session: Session, appeal: Appeal) -> None:
    """It is to be decided in so many working days (policy); the office names a commission first."""
    days = policy(session).appeal_decided_days
    until = end_of_day(working_days(session).after(office_day(appeal.filed_at), days))
    half = appeal.filed_at + (until - appeal.filed_at) / 2
    appeal.decide_by = until
    session.flush()
    schedule(
        session,
        [
            Due(at, AppealDue(appeal.appeal_id, stage), _key(appeal, stage))
            for at, stage in ((half, HALF), (until, OVER))
        ],
    )
    publish(session, list(_waits(session, [appeal], {appeal.appeal_id: NEW})))


def commission_named(session: Session, appeal: Appeal, members: Iterable[UUID]) -> None:
    """Each member is told that he sits, and the chair that it is to be decided (R13.2)."""
    said = []
    for person_id in members:
        params = {**title(session, appeal.section_id, person_id), "number": f"number:{appeal.number}"}
        if appeal.decide_by:
            params["until"] = f"moment:{appeal.decide_by.isoformat()}"
        key = f"appeal_commission:{appeal.appeal_id}:{person_id}"
        said.append(Notify(key=key, person_id=person_id, template="appeal_commission", params=params))
    publish(session, [*said, *_waits(session, [appeal], {appeal.appeal_id: NEW})])


def decided(session: Session, appeal: Appeal) -> None:
    """Nobody is reminded of it any more."""
    unschedule(session, [_key(appeal, stage) for stage in (HALF, OVER)])


def act(session: Session, messages: Sequence[AppealDue]) -> None:
    """Say of what still waits; after an outage only that its time is over."""
    stages = {one.appeal_id: one.stage for one in sorted(messages, key=lambda one: one.stage == OVER)}
    still = session.scalars(
        select(Appeal).where(Appeal.appeal_id.in_(stages), Appeal.status == "open").order_by(Appeal.number)
    ).all()
    publish(session, list(_waits(session, still, stages)))


def _waits(session: Session, appeals: Sequence[Appeal], stages: dict[UUID, str]) -> Iterable[AppealWaits]:
    rows = session.execute(
        select(Section.section_id, Section.label, Course.code)
        .outerjoin(Course, Course.course_id == Section.course_id)
        .where(Section.section_id.in_({appeal.section_id for appeal in appeals}))
    )
    named = {section_id: (label, code or label) for section_id, label, code in rows}
    for appeal in appeals:
        label, code = named[appeal.section_id]
        what = DECISION if appeal.members else COMMISSION
        if appeal.decide_by is not None:
            yield AppealWaits(
                appeal.appeal_id, appeal.number, code, label, what, stages[appeal.appeal_id], appeal.decide_by
            )


def _key(appeal: Appeal, stage: str) -> str:
    return f"appeal:{appeal.appeal_id}:{stage}"
