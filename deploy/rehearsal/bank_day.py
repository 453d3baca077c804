"""`tirkeu bank-day`: in a rehearsal the bank is ours too; everybody pays, and the statement lies there to be loaded."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from deploy.office_time import of_environment
from deploy.rehearsal.bank import Bank, Line, account
from deploy.rehearsal.habits import number
from deploy.rehearsal.stage import moment
from shared.clock import now
from shared.money import Money

_OPEN = """SELECT i.number, i.amount - i.held AS left_to_pay, p.surname, i.student_id
           FROM invoices i JOIN people p ON p.person_id = i.student_id WHERE i.status = 'open' ORDER BY i.number"""
_ACCOUNT = "SELECT through_on, balance FROM bank_accounts WHERE through_on IS NOT NULL ORDER BY iban LIMIT 1"


@click.command("bank-day")
def bank_day() -> None:
    """Rehearsal: every open invoice is paid today; move to tomorrow morning and write the bank's statement."""
    from deploy.embedded import running

    running.require()
    if os.environ.get("TIRKEU_REHEARSAL") != "1":
        raise click.ClickException("The bank is ours in rehearsal only (TIRKEU_REHEARSAL=1).")
    time = of_environment()
    with time.databases["billing"].read() as session:
        today = now(session).day
        invoices = [dict(row) for row in session.connection().exec_driver_sql(_OPEN).mappings()]
        known = session.connection().exec_driver_sql(_ACCOUNT).mappings().first()
    path = _write(today, invoices, known)
    time.to(moment(today + timedelta(days=1), 9, 30))
    click.echo(f"{len(invoices)} invoices were paid on {today}. As finance officer, load {path}")


def _write(today: date, invoices: list[dict[str, Any]], known: Any) -> Path:
    bank = Bank(1, Money(int(known["balance"])), today.toordinal()) if known else Bank(1)
    lines = [_line(invoice) for invoice in invoices]
    since = known["through_on"] + timedelta(days=1) if known else today
    path = Path(os.environ.get("TIRKEU_VAR") or "var") / "bank" / f"statement-{today}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bank.statement(today, lines, since=min(since, today)))
    return path


def _line(invoice: dict[str, Any]) -> Line:
    lot = number(1, "payer", str(invoice["student_id"]))
    amount = Money(int(invoice["left_to_pay"]))
    return Line(invoice["surname"], "", account(lot), f"Оплата по счету {invoice['number']}", amount)
