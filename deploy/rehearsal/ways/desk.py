"""The cash desk: a shift a day, some boxes do not hold what they should, the cash goes to the bank (R14.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from deploy.rehearsal.bank import UNIVERSITY, Line, account
from deploy.rehearsal.payments import unpaid
from deploy.rehearsal.people import expect
from deploy.rehearsal.questions import Also, Pays
from deploy.rehearsal.stage import Stage
from shared.money import Money, total

MISSING = Money.of(50)


def shift(stage: Stage, day: date) -> None:
    """Everybody whose day it is pays in cash; on a day without payers no shift is opened."""
    payers = [one for one in unpaid(stage) if _comes(one, day)]
    if not payers:
        return
    stage.cast.cashier.submit("/billing/cash/open", form="/billing/cash")
    wrong = stage.lots.some(Also.CASH_TAKEN_BACK, [str(one["case_id"]) for one in payers])
    for invoice in payers:
        if str(invoice["case_id"]) in wrong:
            _errs(stage, invoice)
        _take(stage, invoice)
    counted, why = total(Money(int(one["owed"])) for one in payers), ""
    if stage.lots.happens(Also.BOX_DIFFERS, day.isoformat()):
        counted, why = counted - MISSING, "сдача выдана неверно"
        stage.done["cash: boxes that differ"] += 1
    stage.cast.cashier.submit("/billing/cash/close", counted=str(counted), why=why)
    line = Line("Университет", UNIVERSITY, account(5), "Сдача наличных из кассы, инкассация", counted)
    stage.paid[day + timedelta(days=1)].append(line)
    stage.done["cash: shifts"] += 1
    stage.clock.wait_until_quiet()


def _comes(invoice: dict[str, Any], day: date) -> bool:
    return invoice["status"] == "open" and invoice["pays"] is Pays.AT_THE_DESK and invoice["pays_on"] == day


def _errs(stage: Stage, invoice: dict[str, Any]) -> None:
    """The cashier writes a wrong sum, and takes it back by a counter-receipt in the same shift (R14.2)."""
    body = {
        "invoice_id": str(invoice["invoice_id"]), "amount": str(Money(int(invoice["owed"])) - MISSING),
        "payer_name": stage.people[invoice["student_id"]].surname,
    }  # fmt: skip
    receipt = expect(stage.cast.cashier.post("/billing/api/v1/cash/receipts", body), 201)["receipt_id"]
    back = {"why": "сумма набрана неверно"}
    expect(stage.cast.cashier.post(f"/billing/api/v1/cash/receipts/{receipt}/back", back), 201)
    stage.done["cash: counter-receipts"] += 1


def _take(stage: Stage, invoice: dict[str, Any]) -> None:
    debtor = stage.people[invoice["student_id"]]
    page = f"/billing/cash/take/{invoice['invoice_id']}"
    stage.cast.cashier.submit(page, amount=str(Money(int(invoice["owed"]))), payer_name=debtor.surname)
    stage.done["cash: receipts"] += 1
