"""The queue: income that could be for us, the likeliest first, with candidates and clues (R14.2)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.domain.matching import Waits
from services.billing.domain.refund_clues import RefundCandidate
from services.billing.models import LineReturn, QueueItem, StatementLine
from services.billing.pages import said
from services.billing.queries import bank, queue
from services.billing.usecases import refunds_returned
from shared.errors import NotFound
from shared.web import Column, DataTable, allows, current_actor, page_blueprint, render

pages = page_blueprint("billing", "queue", __name__, "/queue")

WAITING = DataTable(
    "waiting",
    Column("likelihood", "queue.likely", kind="number", sort=QueueItem.likelihood),
    Column("operation_on", "line.day", kind="day", sort=StatementLine.operation_on),
    Column(
        "amount", "story.amount", kind="money", sort=StatementLine.amount,
        link=lambda row: url_for("queue.one", line_id=row.line_id),
    ),
    Column("payer_name", "line.payer", sort=StatementLine.payer_name),
    Column("purpose", "line.purpose"),
    Column("kind", "queue.kind", kind="badge", sort=QueueItem.kind),
    Column("seats", "queue.seats", kind="number", sort=queue.SEATS),
    Column("act_by", "queue.act_by", kind="moment", sort=QueueItem.act_by),
    Column("age", "queue.age", kind="number", sort=StatementLine.operation_on),
    search=(func.lower(StatementLine.purpose), func.lower(StatementLine.payer_name), StatementLine.number),
    empty="queue.empty",
)  # fmt: skip
RETURNS = DataTable(
    "returns",
    Column("number", "refund.number", link=lambda row: url_for("line_returns.confirm", return_id=row.return_id)),
    Column("amount", "refund.amount", kind="money", sort=LineReturn.amount),
    Column("state", "refund.status", kind="badge", sort=LineReturn.status),
    Column("to_name", "refund.to"),
    Column("to_account", "refund.account"),
    Column("why", "refund.why"),
    Column("asker_name", "queue.asked_by"),
    Column("asked_at", "refund.opened_at", kind="moment", sort=LineReturn.asked_at),
    sort="-asked_at",
)


@pages.get("")
@allows("billing.see_queue")
def show() -> ResponseReturnValue:
    """What waits; all of it, or what seats wait for, what nothing points to, registers, choices."""
    shown = request.args.get("show", "all")
    with db.read() as session:
        numbers = queue.counts(session)
        return WAITING.answer(
            session, queue.waiting(session, shown), "billing/queue.html", shown=shown, numbers=numbers,
            returns=RETURNS.read(session, queue.returns()),
        )  # fmt: skip


@pages.get("/<uuid:line_id>")
@allows("billing.see_queue")
def one(line_id: UUID) -> ResponseReturnValue:
    """One line: what the bank says, who it may be for, what was done, what can be done."""
    with db.read() as session:
        line = session.get(StatementLine, line_id)
        if line is None:
            raise NotFound("line")
        return render(
            "billing/queue_line.html", line=line, item=session.get(QueueItem, line_id), why=said.why, clues=said.clues,
            candidates=bank.candidates_of(session, line_id), refunds=_refunds(session, line),
            acts=queue.acts_of(session, line_id),
            acting=current_actor().may("billing.assign_payment"),
        )  # fmt: skip


def _refunds(session: Session, line: StatementLine) -> Sequence[RefundCandidate]:
    """Refunds that a waiting line may be, sent back without their number (D22)."""
    item = session.get(QueueItem, line.line_id)
    waits = item is not None and item.status == "waiting" and item.kind == Waits.UNKNOWN
    return refunds_returned.candidates(session, line) if waits else ()
