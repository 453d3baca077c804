"""Lines that wait: for finance, for the student's choice, for a register; and whose seats they protect (R13.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.matching import Match, Waits
from services.billing.domain.settlement import Status
from services.billing.models import Invoice, Protection, QueueItem, StatementLine
from services.billing.queries import policies, providers
from services.billing.queries.workdays import banking_days
from services.billing.usecases import notices, protections
from shared.clock import ALMATY, now
from shared.contracts.billing import ChoiceDue
from shared.messaging import Due, publish, schedule

NOON = time(12)
Kept = Sequence[tuple[StatementLine, Match]]


def wait(session: Session, kept: Kept) -> None:
    """Put lines into the queue; seats that they may be for do not lapse before it is decided whose they are."""
    if not kept:
        return
    invoices = _invoices(session, {one.invoice_id for _, match in kept for one in match.candidates})
    made = [_item(session, line, match, invoices) for line, match in kept]
    session.add_all(made)
    session.flush()
    protections.keep(session, [one for line, match in kept for one in _protected(session, line, match, invoices)])
    _ask_to_choose(session, {line.line_id: line for line, _ in kept}, made)


def choice_key(line_id: UUID) -> str:
    """The name of the deadline by which a student chooses."""
    return f"choice:{line_id}"


def _item(session: Session, line: StatementLine, match: Match, invoices: dict[UUID, Invoice]) -> QueueItem:
    found = [
        {"invoice_id": str(one.invoice_id), "likelihood": one.likelihood, "clues": list(one.clues)}
        for one in match.candidates
    ]
    return QueueItem(
        line_id=line.line_id, status="waiting", likelihood=match.likelihood, candidates=found, kind=match.waits,
        student_id=match.student_id, provider_id=match.provider_id, act_by=_act_by(session, line, match, invoices),
        queued_at=now(session).office,
    )  # fmt: skip


def _act_by(session: Session, line: StatementLine, match: Match, invoices: dict[UUID, Invoice]) -> datetime | None:
    if match.waits is Waits.LUMP:
        return noon_after(session, line.operation_on, 1)
    if match.waits is Waits.CHOICE:
        return min(invoices[one.invoice_id].due_at for one in match.candidates)
    return None


def _protected(
    session: Session, line: StatementLine, match: Match, invoices: dict[UUID, Invoice]
) -> Iterable[Protection]:
    if match.waits is Waits.LUMP:
        return _all(session, line, match)
    return _candidates(session, line, [invoices[one.invoice_id] for one in match.candidates])


def _candidates(session: Session, line: StatementLine, candidates: Iterable[Invoice]) -> Iterator[Protection]:
    """Of money that came in time; for some banking days, in which finance looks at the queue (R13.1, D1)."""
    moment = now(session)
    for invoice in candidates:
        until = protected_until(session, invoice.due_on)
        if invoice.status == Status.OPEN and invoice.due_on >= line.operation_on and until > moment.office:
            yield protections.of_line(line.line_id, "queue", invoice.invoice_id, moment.office, until)


def protected_until(session: Session, due_on: date) -> datetime:
    """How long a line that waits protects an invoice that was due on this day (D1, R13.1)."""
    return noon_after(session, due_on, policies.queue_wait(session, now(session).day))


def _all(session: Session, line: StatementLine, match: Match) -> list[Protection]:
    """Anyone may be among those whom the provider paid for: until its register is in, nobody's seat lapses (D17)."""
    moment = now(session).office
    days = {sign.provider_id: sign.settles_days for sign in providers.signs(session)}
    earliest = line.operation_on - timedelta(days=days[match.provider_id] if match.provider_id else 0)
    query = select(Invoice.invoice_id).where(Invoice.status == Status.OPEN, Invoice.due_on >= earliest)
    return [protections.of_line(line.line_id, "lump", one, moment, None) for one in session.scalars(query)]


def _ask_to_choose(session: Session, lines: dict[UUID, StatementLine], made: Iterable[QueueItem]) -> None:
    """He is told, and has until his first invoice is due (D4)."""
    choices = [(lines[item.line_id], item) for item in made if item.kind == Waits.CHOICE]
    dues, told = [], []
    for line, item in choices:
        assert item.act_by is not None
        assert item.student_id is not None
        dues.append(Due(item.act_by, ChoiceDue(item.line_id), choice_key(item.line_id)))
        told.append(notices.choose(item.student_id, line, item.act_by))
    schedule(session, dues)
    publish(session, told)


def noon_after(session: Session, day: date, number: int) -> datetime:
    """Noon of the number-th banking day after a day."""
    return datetime.combine(banking_days(session).after(day, number), NOON, ALMATY)


def _invoices(session: Session, ids: set[UUID]) -> dict[UUID, Invoice]:
    return {one.invoice_id: one for one in session.scalars(select(Invoice).where(Invoice.invoice_id.in_(ids)))}
