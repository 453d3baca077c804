"""Acting on a line of the queue: one at a time, by a named person, each part on record (R14.2, R1.2)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from services.billing.domain.assigning import Share
from services.billing.domain.reasons import Reason
from services.billing.models import LineAct, Protection, QueueItem, StatementLine
from services.billing.usecases import overdue, protections
from shared.clock import now
from shared.errors import NotFound, Refused
from shared.identity import Actor, actor_of
from shared.money import Money


def locked(session: Session, line_id: UUID) -> StatementLine:
    """The line, held by this transaction alone; raises NotFound."""
    line = session.get(StatementLine, line_id, with_for_update=True)
    if line is None:
        raise NotFound("line")
    return line


def waiting(session: Session, line_id: UUID, *kinds: str) -> tuple[StatementLine, QueueItem]:
    """A line of the queue that nobody has decided yet, under its lock. Refused when somebody was first."""
    line = locked(session, line_id)
    item = session.get(QueueItem, line_id, populate_existing=True)
    if item is None or item.status != "waiting":
        raise Refused.because(Reason("line_already_decided", "R14.2", {"number": line.number}))
    if kinds and item.kind not in kinds:
        raise Refused.because(Reason(f"line_is_{item.kind}", "D17" if item.kind == "lump" else "D4"))
    return line, item


def who(session: Session) -> Actor:
    """The person who acts: every manual act bears a name."""
    actor = actor_of(session)
    if actor is None:
        raise Refused.because(Reason("signature_needs_a_person", "R14.2"))
    return actor


def note(session: Session, line: StatementLine, act: str, shares: Iterable[Share], why: str) -> list[LineAct]:
    """Put what was done on record, part by part."""
    moment, actor = now(session), actor_of(session)
    made = [
        LineAct(
            line_act_id=uuid4(), line_id=line.line_id, act=act, invoice_id=share.invoice_id,
            student_id=share.student_id, amount=Money(share.amount), why=why, operation_on=line.operation_on,
            made_at=moment.office, recorded_at=moment.real, made_by=actor.person_id if actor else None,
            maker_name=actor.name if actor else "",
        )
        for share in shares
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    return made


def decided(session: Session, line: StatementLine, item: QueueItem, status: str) -> None:
    """The line waits no more; whom it protected may lapse now (R13.1)."""
    item.status = status
    freed = protections.end(session, Protection.line_id == line.line_id, status)
    overdue.due_dates_passed(session, freed)
