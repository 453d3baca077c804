"""How far the statements are in, by account, and what waits: finance's first look of the day (R8.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.billing.models import (
    BankAccount,
    Invoice,
    Person,
    QueueItem,
    RefundRequest,
    StatementFile,
    StatementLine,
    StatementsThrough,
)
from services.billing.queries import policies
from services.billing.queries.workdays import banking_days
from shared.clock import now
from shared.errors import NotFound
from shared.money import Money
from shared.workdays import Workdays


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account and what is missing of it; ``behind`` counts banking days that are over and not in."""

    account_id: UUID
    iban: str
    title: str
    bank: str
    complete_through: date | None
    missing_from: date | None
    behind: int
    balance: Money


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for finance now."""

    accounts: tuple[AccountState, ...]
    through: date | None
    due_now: int
    """Unpaid invoices whose day is over: their seats wait for statements."""
    oldest_due: date | None
    decide_by: date | None
    """The banking day by which finance has to have the statements, or to decide itself (R8.4)."""
    queue: int
    queue_amount: Money
    refunds_open: int
    refunds_first: int


def desk(session: Session) -> Desk:
    """All of it, as of now."""
    today = now(session).day
    oldest, due_now = session.execute(
        select(func.min(Invoice.due_on), func.count()).where(Invoice.status == "open", Invoice.due_on < today)
    ).one()
    queue, amount = session.execute(
        select(func.count(), func.sum(StatementLine.amount))
        .join(QueueItem, QueueItem.line_id == StatementLine.line_id)
        .where(QueueItem.status == "waiting")
    ).one()
    refunds: dict[str, int] = dict(
        session.execute(select(RefundRequest.status, func.count()).group_by(RefundRequest.status)).all()
    )
    wait = policies.statements_wait(session, today)
    decide_by = banking_days(session).after(oldest, wait) if oldest else None
    return Desk(
        accounts=tuple(account_states(session)), through=through(session), due_now=due_now, oldest_due=oldest,
        decide_by=decide_by, queue=queue, queue_amount=amount or Money(0), refunds_open=refunds.get("open", 0),
        refunds_first=refunds.get("first_signed", 0),
    )  # fmt: skip


def account_states(session: Session) -> list[AccountState]:
    """Every account; the first one that is missing a day holds up all."""
    yesterday = now(session).day - timedelta(days=1)
    rows = session.scalars(select(BankAccount).order_by(BankAccount.complete_through.asc().nulls_first()))
    days = banking_days(session)
    return [_state(row, yesterday, days) for row in rows]


def through(session: Session) -> date | None:
    """The day through which all accounts are in."""
    return session.scalar(select(StatementsThrough.through))


def files() -> Any:
    """The statements that were loaded."""
    return select(
        StatementFile.file_id, StatementFile.name, BankAccount.iban, StatementFile.from_on, StatementFile.through_on,
        StatementFile.opening, StatementFile.received, StatementFile.spent, StatementFile.closing, StatementFile.lines,
        StatementFile.new_lines, StatementFile.loaded_at, StatementFile.loader_name,
    ).join(BankAccount, BankAccount.account_id == StatementFile.account_id)  # fmt: skip


def lines_of(file_id: UUID) -> Any:
    """The lines that a file brought."""
    columns = (
        StatementLine.line_id, StatementLine.number, StatementLine.operation_on, StatementLine.incoming,
        StatementLine.amount, StatementLine.payer_name, StatementLine.payee_name, StatementLine.purpose,
        StatementLine.way, StatementLine.reasons,
    )  # fmt: skip
    return select(*columns).where(StatementLine.file_id == file_id)


def file(session: Session, file_id: UUID) -> StatementFile:
    """One loaded statement; raises NotFound."""
    found = session.get(StatementFile, file_id)
    if found is None:
        raise NotFound("statement")
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the queue with its candidates, readable."""

    line: StatementLine
    likelihood: int
    candidates: tuple[dict[str, Any], ...]


def queue(session: Session) -> list[Waiting]:
    """The queue, the likeliest first; each candidate with number, student and what is missing."""
    query = select(QueueItem, StatementLine).join(StatementLine, StatementLine.line_id == QueueItem.line_id)
    order = (QueueItem.likelihood.desc(), StatementLine.operation_on, StatementLine.line_id)
    rows = list(session.execute(query.where(QueueItem.status == "waiting").order_by(*order)))
    invoices = _invoices(session, {UUID(one["invoice_id"]) for item, _ in rows for one in item.candidates})
    return [
        Waiting(line, item.likelihood, tuple({**one, **invoices[UUID(one["invoice_id"])]} for one in item.candidates))
        for item, line in rows
    ]


def candidates_of(session: Session, line_id: UUID) -> list[dict[str, Any]]:
    """The invoices that one line may be meant for, the likeliest first."""
    item = session.get(QueueItem, line_id)
    found = item.candidates if item else []
    invoices = _invoices(session, {UUID(one["invoice_id"]) for one in found})
    return [{**one, **invoices[UUID(one["invoice_id"])]} for one in found]


def _invoices(session: Session, ids: set[UUID]) -> dict[UUID, dict[str, Any]]:
    query = select(Invoice, Person).outerjoin(Person, Person.person_id == Invoice.student_id)
    return {
        one.invoice_id: {
            "number": one.number, "student": person.name if person else "", "remaining": one.remaining,
            "due_on": one.due_on, "status": one.status, "student_id": str(one.student_id),
        }
        for one, person in session.execute(query.where(Invoice.invoice_id.in_(ids)))
    }  # fmt: skip


def _state(row: BankAccount, yesterday: date, days: Workdays) -> AccountState:
    done = row.complete_through
    behind = days.between(done, yesterday) if done else 0
    missing = done + timedelta(days=1) if done and done < yesterday else None
    return AccountState(row.account_id, row.iban, row.title, row.bank, done, missing, behind, row.balance)
