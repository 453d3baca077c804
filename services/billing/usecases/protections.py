"""Protecting seats: an invoice does not lapse before the facts that could save it are in (R13.1, R8.4, D17, D19)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from services.billing.domain.protections import Shield
from services.billing.models import Protection
from shared.clock import now
from shared.contracts.billing import DueDatePassed
from shared.messaging import Due, schedule


def protect(
    session: Session,
    why: str,
    invoice_ids: Collection[UUID],
    *,
    until: datetime | None = None,
    until_statements_of: date | None = None,
    line_id: UUID | None = None,
    declaration_id: UUID | None = None,
    cash_id: UUID | None = None,
) -> None:
    """Protect these invoices; where a moment ends it, whether they lapse is asked again at that moment."""
    moment = now(session).office
    made = [
        Protection(
            protection_id=uuid4(), invoice_id=invoice_id, why=why, since=moment, until=until,
            until_statements_of=until_statements_of, line_id=line_id, declaration_id=declaration_id,
            cash_id=cash_id,
        )
        for invoice_id in sorted(invoice_ids)
    ]  # fmt: skip
    keep(session, made)


def of_line(line_id: UUID, why: str, invoice_id: UUID, since: datetime, until: datetime | None) -> Protection:
    """A protection because of a line that waits, to be kept with many."""
    return Protection(protection_id=uuid4(), invoice_id=invoice_id, why=why, since=since, until=until, line_id=line_id)


def keep(session: Session, made: Sequence[Protection]) -> None:
    """Keep protections; each that ends at a moment asks then whether its invoice lapses, an outage holds that."""
    session.add_all(made)
    ask_again(session, made)


def ask_again(session: Session, kept: Sequence[Protection]) -> None:
    """At the end of each that ends at a moment; the same protection moves its question."""
    session.flush()
    schedule(session, [_asked_again(one, one.until) for one in kept if one.until is not None])


def end(session: Session, which: ColumnElement[bool], why: str) -> list[UUID]:
    """End protections by an event, and say which invoices they stood for; the caller asks whether these lapse."""
    ended = {"ended_at": now(session).office, "ended_why": why}
    query = update(Protection).where(which, Protection.ended_at.is_(None)).values(**ended)
    return sorted(set(session.scalars(query.returning(Protection.invoice_id))))


def protected(session: Session, invoice_ids: Sequence[UUID], through: date | None) -> set[UUID]:
    """Those of the invoices that a protection keeps from lapsing now."""
    if not invoice_ids:
        return set()
    columns = (Protection.invoice_id, Protection.until_statements_of, Protection.until)
    query = select(*columns).where(Protection.invoice_id.in_(invoice_ids), Protection.ended_at.is_(None))
    office = now(session).office
    return {row.invoice_id for row in session.execute(query) if Shield(*row).holds(through, office)}


def _asked_again(one: Protection, until: datetime) -> Due:
    passed = DueDatePassed(one.invoice_id)
    return Due(until, passed, f"protected:{one.protection_id}", takes_away=True, kind="due_date_passed")
