"""What students owe apart from summer invoices, entered by finance: fees hold a registration, tuition not (R3.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.billing.domain.reasons import Reason
from services.billing.models import Arrears, ArrearsCharge
from shared.clock import now
from shared.contracts.billing import ArrearsChanged
from shared.errors import Refused
from shared.identity import actor_of
from shared.messaging import publish
from shared.money import Money

KINDS = ("fees", "tuition")


@dataclass(frozen=True, slots=True)
class Charge:
    """What a student owes more, or (below zero) less: a charge is never deleted, only reversed (R14.1)."""

    student_id: UUID
    kind: str
    amount: Money
    why: str
    happened_on: date


def charge(session: Session, charges: Sequence[Charge]) -> list[ArrearsChanged]:
    """Enter charges, never one's own (R1.2); the sums of each student are told anew."""
    moment, actor, students = now(session), actor_of(session), {one.student_id for one in charges}
    reasons = [reason for one in charges for reason in _refusals(one)]
    if actor is not None and actor.person_id in students:
        reasons.append(Reason("not_for_oneself", "R1.2"))
    if reasons:
        raise Refused(reasons)
    _one_after_the_other(session, students)
    session.add_all(
        ArrearsCharge(
            charge_id=uuid4(), student_id=one.student_id, kind=one.kind, amount=one.amount, why=one.why,
            happened_on=one.happened_on, made_at=moment.office, recorded_at=moment.real,
            made_by=actor.person_id if actor else None,
        )
        for one in charges
    )  # fmt: skip
    session.flush()
    return _tell(session, students)


def as_event(row: Arrears) -> ArrearsChanged:
    """What a student owes, as registration keeps it."""
    return ArrearsChanged(row.student_id, row.version_no, row.fees, row.tuition)


def _refusals(one: Charge) -> list[Reason]:
    reasons = []
    if one.kind not in KINDS:
        reasons.append(Reason("arrears_kind_unknown", "R3.8", {"kind": one.kind}))
    if not one.amount:
        reasons.append(Reason("amount_is_zero", "R14.1"))
    if not one.why.strip():
        reasons.append(Reason("ground_missing", "R14.1"))
    return reasons


def _one_after_the_other(session: Session, student_ids: set[UUID]) -> None:
    """Lock the sums of these students: two who charge at once both count, each version bears the charges before it."""
    nothing = {"version_no": 0, "fees": Money(0), "tuition": Money(0)}
    rows = [{"student_id": student_id, **nothing} for student_id in sorted(student_ids)]
    if rows:
        session.execute(insert(Arrears).on_conflict_do_nothing(), rows)
    mine = select(Arrears.student_id).where(Arrears.student_id.in_(student_ids)).order_by(Arrears.student_id)
    session.execute(mine.with_for_update())


def _tell(session: Session, student_ids: set[UUID]) -> list[ArrearsChanged]:
    fees, tuition = (func.sum(ArrearsCharge.amount).filter(ArrearsCharge.kind == kind) for kind in KINDS)
    query = select(ArrearsCharge.student_id, func.count(), fees, tuition).group_by(ArrearsCharge.student_id)
    sums = session.execute(query.where(ArrearsCharge.student_id.in_(student_ids)))
    events = [ArrearsChanged(one, number, fees or Money(0), tuition or Money(0)) for one, number, fees, tuition in sums]
    row = insert(Arrears)
    changed = {name: row.excluded[name] for name in ("version_no", "fees", "tuition")}
    said = row.on_conflict_do_update(index_elements=["student_id"], set_=changed)
    session.execute(said, [{name: getattr(one, name) for name in ("student_id", *changed)} for one in events])
    publish(session, events)
    return events
