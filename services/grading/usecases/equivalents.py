"""Equivalents of courses no longer offered: an act of the department and the office (D12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.reasons import Reason
from services.grading.models import Equivalent
from services.grading.usecases.corrections import refuse
from shared.clock import now
from shared.contracts.grading import EquivalentChanged
from shared.errors import NotFound
from shared.identity import Actor
from shared.messaging import publish

LIVE = ("proposed", "in_force")


@dataclass(frozen=True, slots=True)
class Act:
    """What the department proposes: who passes ``equivalent_id`` has removed a debt in ``course_id``."""

    course_id: UUID
    equivalent_id: UUID
    document: str
    reason: str
    valid_from: date


def propose(session: Session, actor: Actor, act: Act) -> Equivalent:
    """The department names the course that stands for another; the office is told, and has to agree (D12)."""
    refuse(_why_not(session, act))
    made = Equivalent(
        act_id=uuid4(), version_no=1, course_id=act.course_id, equivalent_id=act.equivalent_id, status="proposed",
        document=act.document, reason=act.reason, valid_from=act.valid_from, proposed_by=actor.person_id,
        proposed_name=actor.name, proposed_at=now(session).office,
    )  # fmt: skip
    session.add(made)
    session.flush()
    publish(session, [_told(made)])
    return made


def decide(session: Session, actor: Actor, act_id: UUID, *, approve: bool) -> Equivalent:
    """The office agrees, and debts in the one course can be removed by the other; or it does not (R1.2)."""
    act = _locked(session, act_id)
    refuse(_why_not_decided(act, actor))
    act.status = "in_force" if approve else "refused"
    act.decided_by, act.decided_name, act.decided_at = actor.person_id, actor.name, now(session).office
    return _changed(session, act)


def end(session: Session, actor: Actor, act_id: UUID) -> Equivalent:
    """No new application by this act; who already takes the course closes his debt by it all the same."""
    act = _locked(session, act_id)
    if act.status != "in_force":
        refuse([Reason("correction_decided", "D12")])
    act.status, act.ended_on, act.decided_by, act.decided_name = "ended", now(session).day, actor.person_id, actor.name
    return _changed(session, act)


def _why_not(session: Session, act: Act) -> Iterator[Reason]:
    if act.course_id == act.equivalent_id:
        yield Reason("same_course", "D12")
    known = select(Equivalent.act_id).where(
        Equivalent.course_id == act.course_id,
        Equivalent.equivalent_id == act.equivalent_id,
        Equivalent.status.in_(LIVE),
    )
    if session.scalar(known) is not None:
        yield Reason("equivalent_known", "D12")


def _why_not_decided(act: Equivalent, actor: Actor) -> Iterator[Reason]:
    if act.status != "proposed":
        yield Reason("correction_decided", "D12")
    if act.proposed_by == actor.person_id:
        yield Reason("own_proposal", "R1.2")


def _locked(session: Session, act_id: UUID) -> Equivalent:
    act = session.get(Equivalent, act_id, with_for_update=True, populate_existing=True)
    if act is None:
        raise NotFound("equivalent")
    return act


def _changed(session: Session, act: Equivalent) -> Equivalent:
    act.version_no += 1
    session.flush()
    publish(session, [_told(act)])
    return act


def _told(act: Equivalent) -> EquivalentChanged:
    return EquivalentChanged(act.act_id, act.version_no, act.course_id, act.equivalent_id, act.status, act.valid_from)
