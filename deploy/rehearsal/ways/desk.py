"""The cash desk: a shift a day, some boxes do not hold what they should, the cash goes to the bank (R14.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from deploy.rehearsal.bank import UNIVERSITY, Line, account
from deploy.rehearsal.habits import also
from deploy.rehearsal.payments import day_of, unpaid, way_of
from deploy.rehearsal.rates import Also, Pays
from deploy.rehearsal.stage import Stage
from shared.money import Money, total

MISSING = Money.of(50)


def shift(stage: Stage, day: date) -> None:
    """Everybody whose day it is pays in cash; on a day without payers no shift is opened."""
    payers = [one for one in unpaid(stage) if _comes(stage, one, day)]
    if not payers:
        return
    stage.cast.cashier.submit("/billing/cash/open", form="/billing/cash")
    for invoice in payers:
        _take(stage, invoice)
    counted, why = total(Money(int(one["owed"])) for one in payers), ""
    if also(Also.BOX_DIFFERS, stage.seed, day.isoformat()):
        counted, why = counted - MISSING, "сдача выдана неверно"
        stage.done["cash: boxes that differ"] += 1
    stage.cast.cashier.submit("/billing/cash/close", counted=str(counted), why=why)
    line = Line("Университет", UNIVERSITY, account(5), "Сдача наличных из кассы, инкассация", counted)
    stage.paid[day + timedelta(days=1)].append(line)
    stage.done["cash: shifts"] += 1
    stage.clock.wait_until_quiet()


def _comes(stage: Stage, invoice: dict[str, Any], day: date) -> bool:
    how = way_of(stage, invoice)
    return invoice["status"] == "open" and how is Pays.AT_THE_DESK and day_of(stage, how, invoice) == day


def _take(stage: Stage, invoice: dict[str, Any]) -> None:
    debtor = stage.people[invoice["student_id"]]
    page = f"/billing/cash/take/{invoice['invoice_id']}"
    stage.cast.cashier.submit(page, amount=str(Money(int(invoice["owed"]))), payer_name=debtor.surname)
    stage.done["cash: receipts"] += 1
