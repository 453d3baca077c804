"""Students pay at the bank, and finance loads the bank's statement of each day (R14.2, R14.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from deploy.rehearsal import habits
from deploy.rehearsal.bank import Line, account
from deploy.rehearsal.cast import Debtor
from deploy.rehearsal.habits import Pays
from deploy.rehearsal.people import expect
from deploy.rehearsal.stage import Stage
from shared.clock import office_day
from shared.money import Money


def pay(stage: Stage, day: date) -> None:
    """Everybody whose day it is goes to the bank."""
    people = {debtor.somebody.person_id: debtor for debtor in stage.cast.debtors}
    rows = stage.reader.rows(
        """SELECT case_id, student_id, number, amount, due_on, issued_at FROM billing.invoices
           WHERE status IN ('open', 'overdue') ORDER BY case_id"""
    )
    stage.paid[day] = [line for row in rows if (line := _payment(stage, people[row["student_id"]], row, day))]


def _payment(stage: Stage, debtor: Debtor, invoice: dict[str, Any], day: date) -> Line | None:
    how = habits.choice(Pays, stage.seed, debtor.number, _about(invoice["case_id"]))
    if how is Pays.NEVER or _day_of(stage, how, invoice) != day:
        return None
    amount = Money(int(invoice["amount"]))
    lot = habits.number(stage.seed, "payer", debtor.number)
    line = Line(debtor.surname, debtor.iin, account(lot), f"Оплата по счету {invoice['number']}", amount)
    match how:
        case Pays.BY_IIN:
            return replace(line, purpose=f"За летний семестр {debtor.surname} ИИН {debtor.iin}")
        case Pays.SHORT_BY_A_FEE:
            return replace(line, amount=amount - Money(100 * (50 + lot % 451)))
        case Pays.TOO_MUCH:
            return replace(line, amount=amount + Money(100 * (100 + lot % 900)))
        case Pays.UNREADABLE:
            return replace(line, payer="Касса", payer_iin="", purpose="летний семестр, повторное изучение")
        case _:
            return line


def _about(case_id: UUID) -> str:
    """A case has the same id in every run."""
    return str(case_id)


def _day_of(stage: Stage, how: Pays, invoice: dict[str, Any]) -> date:
    lot = habits.number(stage.seed, "day", _about(invoice["case_id"]))
    if how is Pays.LATE:
        return date.fromordinal(invoice["due_on"].toordinal() + 1 + lot % 2)
    issued = office_day(invoice["issued_at"])
    return issued + timedelta(days=lot % (min(2, (invoice["due_on"] - issued).days) + 1))


def load_statement(stage: Stage, day: date) -> None:
    """Finance loads the statement of a day that is over."""
    content = stage.bank.statement(day, stage.paid.pop(day, []))
    path = "/billing/api/v1/statements/"
    expect(stage.cast.finance.upload(path, f"statement-{day}.txt", content), 201)
    stage.clock.wait_until_quiet()
