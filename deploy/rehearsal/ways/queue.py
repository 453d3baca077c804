"""Finance's morning: what did not post itself is found, chosen, split by a register, reversed, or returned (R14.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from deploy.rehearsal.bank import account
from deploy.rehearsal.paying import PROVIDER, SLOW_PROVIDER, THOUSAND, told_by
from deploy.rehearsal.payments import NAMES, commission
from deploy.rehearsal.people import expect
from deploy.rehearsal.questions import Also
from deploy.rehearsal.stage import Stage
from shared.money import Money

API = "/billing/api/v1/queue"
HEAD = ("Дата", "Счет", "Сумма", "Комиссия", "Номер операции")


def name_providers(stage: Stage, since: date) -> None:
    """The chief accountant names the providers with the titles of their registers."""
    page, (day, number, gross, kept, own_id) = "/billing/providers/new", HEAD
    for provider, name in NAMES.items():
        stage.cast.accountant.submit(
            page, name=name, bin=provider, settles_days="0", valid_from=since.isoformat(), paid_on=day,
            number=number, gross=gross, commission=kept, own_id=own_id,
        )  # fmt: skip


def work(stage: Stage, today: date) -> None:
    """Everything that waits this morning."""
    rows = _waiting(stage)
    for row in rows:
        if row["kind"] == "lump":
            _split(stage, row, today)
        elif row["kind"] == "choice":
            _choose(stage, row)
    _decide(stage, [row for row in rows if row["kind"] not in ("lump", "choice")])
    _reverse(stage)
    stage.clock.wait_until_quiet()


def _waiting(stage: Stage) -> list[dict[str, Any]]:
    return stage.reader.rows(
        """SELECT q.line_id, q.kind, q.student_id, l.operation_on, l.amount, l.payer_account
           FROM billing.queue_items q JOIN billing.statement_lines l USING (line_id)
           WHERE q.status = 'waiting' ORDER BY l.operation_on, l.row"""
    )


def _split(stage: Stage, row: dict[str, Any], today: date) -> None:
    """The provider's register, unless it comes a day later, or weeks (D17)."""
    day, provider = row["operation_on"], SLOW_PROVIDER if row["payer_account"] == account(78) else PROVIDER
    if provider == SLOW_PROVIDER:
        if stage.dates is None or today <= stage.dates.attestations_on[0]:
            return
        stage.done["registers weeks late"] += 1
    elif today == day + timedelta(days=1) and stage.lots.happens(Also.REGISTER_LATE, day.isoformat()):
        stage.done["registers a day late"] += 1
        return
    rows = [
        (f"{day:%d.%m.%Y}", number, str(amount), str(commission(amount)), f"{day:%y%m%d}-{nth}")
        for nth, (number, amount) in enumerate(stage.lumps.pop((provider, day)))
    ]
    content = "\r\n".join(";".join(cells) for cells in (HEAD, *rows)).encode("cp1251")
    expect(stage.cast.finance.upload(f"{API}/{row['line_id']}/register", f"register-{day}.csv", content), 201)
    stage.done["registers"] += 1


def _choose(stage: Stage, row: dict[str, Any]) -> None:
    """The student says for which of his invoices the payment is (D4)."""
    number = stage.meant.get(told_by(row["payer_account"], row["operation_on"], row["amount"]))
    invoice = stage.reader.column("SELECT invoice_id FROM billing.invoices WHERE number = %(number)s", number=number)
    if invoice:
        student = stage.people[row["student_id"]].somebody
        expect(student.post(f"{API}/{row['line_id']}/choice", {"invoice_id": str(invoice[0])}), 201)
        stage.done["payments chosen by students"] += 1


def _decide(stage: Stage, rows: Sequence[dict[str, Any]]) -> None:
    """Assign what is known by now; most of the rest goes back to its payer, by two."""
    told = [(told_by(row["payer_account"], row["operation_on"], row["amount"]), row) for row in rows]
    known = [(stage.meant[about], row) for about, row in told if about in stage.meant]
    back = [row for about, row in told if about not in stage.meant and stage.lots.happens(Also.MONEY_RETURNED, about)]
    owners = _owners(stage, [number for number, _ in known])
    parts = stage.beside(known, lambda one: owners.get(one[0], one[0]), partial(_assign, stage))
    for number_of_parts in parts:
        stage.done["payments assigned by hand" if number_of_parts == 1 else "payments split by hand"] += 1
    stage.beside(back, lambda row: row["line_id"], partial(_give_back, stage))
    stage.done["payments returned, by two"] += len(back)


def _owners(stage: Stage, numbers: Sequence[str]) -> dict[str, str]:
    rows = stage.reader.rows(
        "SELECT number, student_id FROM billing.invoices WHERE number = ANY(%(numbers)s)", numbers=list(numbers)
    )
    return {row["number"]: str(row["student_id"]) for row in rows}


def _assign(stage: Stage, one: tuple[str, dict[str, Any]]) -> int:
    """To the invoice that it is for; in how many parts."""
    number, row = one
    parts = _parts(stage, number, Money(int(row["amount"])))
    body = {"parts": parts, "why": "нашли по фамилии и сумме"}
    expect(stage.cast.finance.post(f"{API}/{row['line_id']}/assignments", body), 201)
    return len(parts)


def _give_back(stage: Stage, row: dict[str, Any]) -> None:
    asked = expect(stage.cast.finance.post(f"{API}/{row['line_id']}/returns", {"why": "неизвестно, за кого"}), 201)
    expect(stage.cast.accountant.post(f"{API}/returns/{asked['return_id']}/release"), 201)


def _parts(stage: Stage, number: str, amount: Money) -> list[dict[str, str]]:
    """All for the invoice; what is too much by a thousand for the account of its student."""
    rows = stage.reader.rows(
        """SELECT i.amount - i.held AS owed, s.number AS student FROM billing.invoices i
           JOIN registration.students s USING (student_id) WHERE i.number = %(number)s AND i.status = 'open'""",
        number=number,
    )
    if rows and amount == Money(int(rows[0]["owed"])) + THOUSAND:
        own = {"recipient": rows[0]["student"], "amount": str(THOUSAND)}
        return [{"recipient": number, "amount": str(amount - THOUSAND)}, own]
    return [{"recipient": number, "amount": str(amount)}]


def give_up_sheets(stage: Stage) -> None:
    """Who was paid for when the lists were sealed already is not taken by the sheet: all goes back (R8.6)."""
    for case_id in stage.reader.column(
        "SELECT case_id FROM registration.applications WHERE state = 'confirmed' ORDER BY case_id"
    ):
        stage.cast.specialist.submit(f"/registration/cases/{case_id}/give-up")
        stage.done["sheets that were full given up"] += 1
    stage.clock.wait_until_quiet()


def _reverse(stage: Stage) -> None:
    """What was paid with another's number goes to the right invoice (D16)."""
    for about, number in sorted(stage.wrongly.items()):
        account, day, amount = about.split()
        lines = stage.reader.column(
            """SELECT line_id FROM billing.statement_lines WHERE payer_account = %(account)s
               AND operation_on = %(day)s AND amount = %(amount)s AND way = 'posts' ORDER BY row""",
            account=account, day=date.fromisoformat(day), amount=int(amount),
        )  # fmt: skip
        if lines:
            body = {"why": "плательщик указал чужой счет", "to": number}
            expect(stage.cast.finance.post(f"{API}/{lines[0]}/reversals", body), 201)
            del stage.wrongly[about]
            stage.done["payments reversed"] += 1
