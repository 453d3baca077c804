"""The queue as finance reads it: what waits, how long, whose seats wait for it; what was done by hand (R14.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, and_, func, literal, select
from sqlalchemy.orm import Session

from services.billing.domain.matching import Waits
from services.billing.models import (
    BankAccount,
    Invoice,
    LineAct,
    LineReturn,
    Person,
    Protection,
    QueueItem,
    StatementLine,
)
from shared.clock import now

SHOWN = ("all", "seats", "unidentified", "lumps", "choices")
SEATS = (
    select(func.count(Protection.invoice_id.distinct()))
    .where(Protection.line_id == QueueItem.line_id, Protection.ended_at.is_(None))
    .correlate(QueueItem)
    .scalar_subquery()
)
"""Seats that do not lapse because of this line (R13.1)."""


def waiting(session: Session, shown: str = "all") -> Select[*tuple[Any, ...]]:
    """The lines that wait: the likeliest first, then the oldest."""
    age = (literal(now(session).day, Date) - StatementLine.operation_on).label("age")
    query = (
        select(
            QueueItem.line_id, QueueItem.likelihood, QueueItem.kind, QueueItem.act_by, StatementLine.operation_on,
            StatementLine.amount, StatementLine.payer_name, StatementLine.purpose, StatementLine.number, age,
            SEATS.label("seats"),
        )
        .join(StatementLine, StatementLine.line_id == QueueItem.line_id)
        .where(QueueItem.status == "waiting", _which(session, shown))
    )  # fmt: skip
    return query.order_by(QueueItem.likelihood.desc(), StatementLine.operation_on, QueueItem.line_id)


def counts(session: Session) -> dict[str, int]:
    """How many lines each view of the queue shows."""
    return {
        shown: session.scalar(select(func.count()).select_from(waiting(session, shown).order_by(None).subquery())) or 0
        for shown in SHOWN
    }


def acts(since: datetime | None = None, until: datetime | None = None, maker: UUID | None = None) -> Any:
    """What was done by hand, part by part, the newest first: for the chief accountant's daily list (R14.2)."""
    student = func.concat_ws(" ", Person.surname, Person.given_name).label("student")
    query = (
        select(
            LineAct.line_id, LineAct.act, LineAct.made_at, LineAct.maker_name, student, LineAct.student_id,
            Invoice.number, LineAct.amount, LineAct.operation_on, LineAct.why, StatementLine.payer_name,
            StatementLine.number.label("document"), BankAccount.iban,
        )
        .join(StatementLine, StatementLine.line_id == LineAct.line_id)
        .join(BankAccount, BankAccount.account_id == StatementLine.account_id)
        .outerjoin(Invoice, Invoice.invoice_id == LineAct.invoice_id)
        .outerjoin(Person, Person.person_id == LineAct.student_id)
    )  # fmt: skip
    bounds = [
        LineAct.made_at >= since if since else None,
        LineAct.made_at < until if until else None,
        LineAct.made_by == maker if maker else None,
    ]
    return query.where(and_(True, *(one for one in bounds if one is not None))).order_by(LineAct.nth.desc())


def acts_of(session: Session, line_id: UUID) -> list[Any]:
    """What was done with one line, the first first."""
    return list(session.execute(acts().where(LineAct.line_id == line_id).order_by(None).order_by(LineAct.nth)))


def returns() -> Select[*tuple[Any, ...]]:
    """Money of nobody known on its way back."""
    return select(
        LineReturn.return_id, LineReturn.line_id, LineReturn.number, LineReturn.amount, LineReturn.status,
        func.concat("return_", LineReturn.status).label("state"), LineReturn.why, LineReturn.to_name,
        LineReturn.to_account, LineReturn.asker_name, LineReturn.asked_at, LineReturn.releaser_name,
        LineReturn.paid_out_on,
    )  # fmt: skip


def choices(session: Session, student_id: UUID) -> list[tuple[QueueItem, StatementLine, list[Invoice]]]:
    """Payments for which this student says for which of his invoices they are (D4)."""
    query = select(QueueItem, StatementLine).join(StatementLine, StatementLine.line_id == QueueItem.line_id)
    mine = (QueueItem.student_id == student_id) & (QueueItem.status == "waiting") & (QueueItem.kind == Waits.CHOICE)
    return [
        (item, line, _candidates(session, item))
        for item, line in session.execute(query.where(mine).order_by(StatementLine.operation_on))
    ]


def _candidates(session: Session, item: QueueItem) -> list[Invoice]:
    ids = [UUID(one["invoice_id"]) for one in item.candidates]
    return list(session.scalars(select(Invoice).where(Invoice.invoice_id.in_(ids)).order_by(Invoice.due_on)))


def _which(session: Session, shown: str) -> ColumnElement[bool]:
    """Seats wait (Finance 5), nothing points anywhere (7), no register (9), the student chooses (D4)."""
    lump, choice = QueueItem.kind == Waits.LUMP, QueueItem.kind == Waits.CHOICE
    late = lump & (QueueItem.act_by <= now(session).office)
    views: dict[str, ColumnElement[bool]] = {
        "seats": SEATS > 0, "unidentified": (QueueItem.likelihood == 0) & ~lump, "lumps": lump, "choices": choice,
        "late": late,
    }  # fmt: skip
    return views.get(shown, QueueItem.status == "waiting")
