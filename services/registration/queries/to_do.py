"""What a student is to do now, by which hour, for how much; and what he waits for (R8.3, R13.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from services.registration.models.applications import State
from services.registration.models.terms import Term
from services.registration.queries.my_summer import MyApplication, MyDebt
from shared.clock import now
from shared.money import Money


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do or to wait for: what, by which hour, for how much."""

    what: str
    until: datetime | None
    amount: Money | None
    code: str
    title: dict[str, str]
    case_id: UUID | None = None
    offer_id: UUID | None = None
    section_id: UUID | None = None
    invoice_id: UUID | None = None


def to_do(session: Session, debts: Sequence[MyDebt], mine: Sequence[MyApplication], term: Term | None) -> list[ToDo]:
    """What to do now, by which hour, for how much; the most urgent first, what only waits at the end."""
    moment = now(session).office
    found = [*_answers(mine), *_payments(mine, moment), *_wishes(debts, term, moment), *_waits(mine, moment)]
    return sorted(
        found, key=lambda item: (item.what in WAITING, item.until or datetime.max.replace(tzinfo=moment.tzinfo))
    )


WAITING = ("wait_for_draw", "wait_in_line", "wait_for_invoice", "wait_for_bank", "wait_for_sheet", "study")


def _answers(mine: Sequence[MyApplication]) -> Iterator[ToDo]:
    for row in mine:
        if row.offer_id:
            yield ToDo("answer_offer", row.offer_until, row.amount, row.code, row.title, row.case_id, row.offer_id)
        if row.choose_until:
            yield ToDo("choose", row.choose_until, row.amount, row.code, row.title, row.case_id)


def _payments(mine: Sequence[MyApplication], moment: datetime) -> Iterator[ToDo]:
    for row in mine:
        if row.state == State.INVOICED and row.due_at and moment <= row.due_at:
            yield ToDo("pay", row.due_at, row.amount, row.code, row.title, row.case_id, invoice_id=row.invoice_id)
        if row.repay_by and not row.choose_until:
            yield ToDo("repay", row.repay_by, row.amount, row.code, row.title, row.case_id, invoice_id=row.invoice_id)


def _wishes(debts: Sequence[MyDebt], term: Term | None, moment: datetime) -> Iterator[ToDo]:
    if term is None or term.dates is None or not term.dates.opens_at <= moment <= term.dates.closes_at:
        return
    for debt in debts:
        if debt.case_id is None and debt.choices:
            yield ToDo(
                "apply", term.dates.closes_at, debt.amount, debt.code, debt.title, section_id=debt.choices[0].section_id
            )


def _waits(mine: Sequence[MyApplication], moment: datetime) -> Iterator[ToDo]:
    kinds = {
        State.RECEIVED: "wait_for_draw",
        State.IN_LINE: "wait_in_line",
        State.HELD: "wait_for_invoice",
        State.INVOICED: "wait_for_bank",
        State.CONFIRMED: "wait_for_sheet",
        State.ON_SHEET: "study",
    }
    for row in mine:
        kind = None if row.left_at or row.repay_by else kinds.get(State(row.state))
        if kind is None or (kind == "wait_for_bank" and row.due_at and moment <= row.due_at):
            continue
        until = {"wait_for_draw": row.drawn_at, "wait_for_bank": row.due_at}.get(kind)
        yield ToDo(kind, until, None, row.code, row.title, row.case_id)
