"""Who pays on which day, drawn for each invoice; the lines wait at the bank for its statement of the day (R14.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from deploy.rehearsal.bank import Line, account
from deploy.rehearsal.habits import number
from deploy.rehearsal.paying import PROVIDER, SLOW_PROVIDER, Payer, lines_of, settled_by
from deploy.rehearsal.questions import Pays
from deploy.rehearsal.stage import Stage
from shared.clock import office_day
from shared.money import Money, total

COMMISSION = 100
"""Providers keep a hundredth."""
NAMES = {PROVIDER: "Kaspi Pay", SLOW_PROVIDER: "Halyk Pay"}
NEVER_AT_THE_BANK = (Pays.NEVER, Pays.AT_THE_DESK)
EARLY = (
    Pays.MISTYPED, Pays.MISTYPED_TOO_MUCH, Pays.WRONG_IIN, Pays.ANOTHERS_IIN, Pays.FOR_ANOTHER,
)  # fmt: skip
"""Ways that need a person's help: whoever goes this way does not wait for the last day."""


def pay(stage: Stage, day: date) -> None:
    """Everybody whose day it is goes to the bank."""
    invoices = unpaid(stage)
    settled: set[str] = set()
    for invoice in invoices:
        how = invoice["pays"]
        if invoice["number"] in settled or how in NEVER_AT_THE_BANK or invoice["pays_on"] != day:
            continue
        others = [one for one in invoices if one is not invoice and one["status"] == "open"]
        payer = Payer(stage, invoice, day, others)
        stage.paid[day] += lines_of(how, payer)
        settled |= settled_by(how, payer)
        stage.done[f"paid: {how.value}"] += 1
    _lumps(stage, day)


def unpaid(stage: Stage) -> Sequence[dict[str, Any]]:
    """Invoices on which something is still due, in an order that is the same in every run, and how and when each pays.

    How is drawn when an invoice is first met here.
    """
    rows = stage.reader.rows(
        """SELECT i.invoice_id, i.case_id, i.student_id, i.number, i.status, i.amount - i.held AS owed, i.due_on,
                  i.issued_at, i.reversals, d.confirmed_by AS last_on
           FROM billing.invoices i JOIN registration.term_dates d USING (term_id)
           WHERE i.status IN ('open', 'overdue') AND i.amount > i.held ORDER BY i.case_id"""
    )
    _draw(stage, rows)
    return rows


def _draw(stage: Stage, rows: Sequence[dict[str, Any]]) -> None:
    by_case = {str(row["case_id"]): row for row in rows}
    owners = [row["student_id"] for row in rows]

    def able(case: str, way: Pays) -> bool:
        row = by_case.get(case)
        if row is None or way is Pays.BY_A_SLOW_PROVIDER:
            return row is not None and row["due_on"] == row["last_on"]
        return way is not Pays.TOGETHER or owners.count(row["student_id"]) > 1

    drawn = stage.lots.choices(Pays, list(by_case), able)
    for row in rows:
        how = drawn[str(row["case_id"])]
        fits = not row["reversals"] and (how is not Pays.BY_A_SLOW_PROVIDER or able(str(row["case_id"]), how))
        row["pays"] = how if fits else Pays.AT_ONCE
        row["pays_on"] = _day_of(stage, row)


def _day_of(stage: Stage, invoice: dict[str, Any]) -> date:
    """On which day he pays; who lost his money to another pays at once (D16)."""
    how: Pays = invoice["pays"]
    due: date = invoice["due_on"]
    lot = number(stage.seed, "day", str(invoice["case_id"]))
    issued = office_day(invoice["issued_at"])
    if invoice["reversals"]:
        return min(due, today(stage))
    if how is Pays.LATE:
        return due + timedelta(days=1 + lot % 2)
    if how in (Pays.WITH_A_RECEIPT, Pays.BY_A_SLOW_PROVIDER):
        return max(issued, due)
    days = max(1, min(3, (due - issued).days + (how not in EARLY)))
    return issued + timedelta(days=lot % days)


def _lumps(stage: Stage, day: date) -> None:
    """What was paid through a provider comes as one line, less its commission (D17)."""
    for nth, (provider, name) in enumerate(NAMES.items()):
        if paid := stage.lumps.get((provider, day)):
            net = total(amount - commission(amount) for _, amount in paid)
            purpose = "Перечисление платежей клиентов за летний семестр"
            stage.paid[day].append(Line(name, provider, account(77 + nth), purpose, net))


def commission(amount: Money) -> Money:
    """What the provider keeps of a payment."""
    return Money(amount.tiyn // COMMISSION)


def today(stage: Stage) -> date:
    """The office's day."""
    at: date = stage.reader.one("SELECT (stands_at AT TIME ZONE 'Asia/Almaty')::date FROM billing.office_clock")
    return at
