"""Students pay at the bank, each in his way; finance loads the bank's statement of each day (R14.2, R14.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from deploy.rehearsal.bank import Line, account, company
from deploy.rehearsal.habits import also, choice, number
from deploy.rehearsal.people import expect
from deploy.rehearsal.rates import Also, Pays
from deploy.rehearsal.stage import Stage
from deploy.rehearsal.ways import receipts
from shared.clock import office_day
from shared.money import Money, total

PROVIDER = company(77)
"""The BIN of the provider that pays for many."""
COMMISSION = 100
"""It keeps a hundredth."""
NEVER_AT_THE_BANK = (Pays.NEVER, Pays.AT_THE_DESK)
EARLY = (Pays.MISTYPED, Pays.ANOTHERS_IIN, Pays.FOR_ANOTHER)
"""Ways that need a person's help: whoever goes this way does not wait for the last day."""


def pay(stage: Stage, day: date) -> None:
    """Everybody whose day it is goes to the bank."""
    invoices = unpaid(stage)
    settled: set[str] = set()
    for invoice in invoices:
        how = way_of(stage, invoice)
        if invoice["number"] in settled or how in NEVER_AT_THE_BANK or day_of(stage, how, invoice) != day:
            continue
        others = [one for one in invoices if one is not invoice and one["status"] == "open"]
        settled |= _pays(stage, invoice, how, day, others)
    _lump(stage, day)


def unpaid(stage: Stage) -> list[dict[str, Any]]:
    """Invoices on which something is still due, in an order that is the same in every run."""
    return stage.reader.rows(
        """SELECT invoice_id, case_id, student_id, number, status, amount - held AS owed, due_on, issued_at, reversals
           FROM billing.invoices WHERE status IN ('open', 'overdue') AND amount > held ORDER BY case_id"""
    )


def way_of(stage: Stage, invoice: dict[str, Any]) -> Pays:
    """How this invoice is paid; who lost his money to another pays at once (D16)."""
    return Pays.AT_ONCE if invoice["reversals"] else choice(Pays, stage.seed, str(invoice["case_id"]))


def day_of(stage: Stage, how: Pays, invoice: dict[str, Any]) -> date:
    """On which day he pays."""
    lot = number(stage.seed, "day", str(invoice["case_id"]))
    issued = office_day(invoice["issued_at"])
    due: date = invoice["due_on"]
    if invoice["reversals"]:
        return min(due, today(stage))
    if how is Pays.LATE:
        return date.fromordinal(due.toordinal() + 1 + lot % 2)
    if how is Pays.WITH_A_RECEIPT:
        return max(issued, due)
    days = max(1, min(3, (due - issued).days + (how not in EARLY)))
    return issued + timedelta(days=lot % days)


def _pays(stage: Stage, invoice: dict[str, Any], how: Pays, day: date, others: Sequence[dict[str, Any]]) -> set[str]:
    """Put his lines to the bank; returns the numbers of the invoices that need nothing more today."""
    debtor, owed = stage.people[invoice["student_id"]], Money(int(invoice["owed"]))
    lot = number(stage.seed, "payer", debtor.number)
    named = Line(debtor.surname, debtor.iin, account(lot), f"Оплата по счету {invoice['number']}", owed)
    by_iin = replace(named, purpose=f"За летний семестр {debtor.surname} ИИН {debtor.iin}")
    lines = stage.paid[day]
    match how:
        case Pays.BY_IIN:
            _meant(stage, by_iin, day, invoice)
            lines.append(by_iin)
        case Pays.BY_A_PARENT:
            lines.append(replace(named, payer="Родитель студента", payer_iin="", payer_account=account(lot + 1)))
        case Pays.TOGETHER:
            mine = [one for one in others if one["student_id"] == invoice["student_id"] and one["due_on"] >= day]
            lines.append(replace(by_iin, amount=total([owed, *(Money(int(one["owed"])) for one in mine)])))
            return {invoice["number"], *(one["number"] for one in mine)}
        case Pays.IN_TWO_PARTS:
            half = Money(owed.tiyn // 200 * 100)
            lines += [replace(named, amount=half), replace(named, amount=owed - half)]
        case Pays.TWICE:
            lines += [named, named]
        case Pays.SHORT_BY_A_FEE:
            lines.append(replace(named, amount=owed - Money(100 * (50 + lot % 451))))
        case Pays.TOO_MUCH:
            lines.append(replace(named, amount=owed + Money(100 * (100 + lot % 900))))
        case Pays.MISTYPED:
            wrong = "".join(str((int(sign) + 1) % 10) for sign in invoice["number"][-2:])
            lines.append(_unclear(stage, named, f"Летний семестр, счет {invoice['number'][:-2]}{wrong}", day, invoice))
        case Pays.ANOTHERS_IIN:
            other = stage.cast.debtors[lot % len(stage.cast.debtors)]
            lines.append(
                _unclear(stage, named, f"Летний семестр {debtor.surname} ИИН {other.iin or debtor.iin}", day, invoice)
            )
        case Pays.FOR_ANOTHER:
            lines.append(_for_another(stage, named, invoice, day, others))
        case Pays.BY_A_PROVIDER:
            stage.lumps[day].append((invoice["number"], owed))
        case Pays.FROM_ABROAD:
            receipts.declare(stage, invoice, day, abroad=True)
            stage.paid[day + timedelta(days=3)].append(replace(named, amount=owed - Money(100 * (50 + lot % 451))))
        case Pays.WITH_A_RECEIPT | Pays.FALSE_RECEIPT:
            receipts.declare(stage, invoice, day)
            lines += [named] if how is Pays.WITH_A_RECEIPT else []
        case Pays.UNREADABLE:
            lines.append(replace(named, payer="Касса", payer_iin="", purpose="летний семестр, повторное изучение"))
        case Pays.HALF:
            lines.append(replace(named, amount=Money(owed.tiyn // 200 * 100)))
        case _:
            lines.append(named)
    return {invoice["number"]}


def told_by(payer_account: str, day: date, amount: int) -> str:
    """By what finance's questions at the bank tell one payment from another."""
    return f"{payer_account} {day} {amount}"


def _meant(stage: Stage, line: Line, day: date, invoice: dict[str, Any]) -> None:
    stage.meant[told_by(line.payer_account, day, line.amount.tiyn)] = invoice["number"]


def _unclear(stage: Stage, line: Line, purpose: str, day: date, invoice: dict[str, Any]) -> Line:
    _meant(stage, line, day, invoice)
    return replace(line, purpose=purpose)


def _for_another(
    stage: Stage, line: Line, invoice: dict[str, Any], day: date, others: Sequence[dict[str, Any]]
) -> Line:
    """The number of another student's open invoice, whose own day is another one; his own where there is none."""
    for one in others:
        strange = one["student_id"] != invoice["student_id"] and one["due_on"] > day and not one["reversals"]
        how = way_of(stage, one)
        if strange and how in (Pays.AT_ONCE, Pays.NEVER) and day_of(stage, how, one) != day:
            stage.wrongly[told_by(line.payer_account, day, line.amount.tiyn)] = invoice["number"]
            return replace(line, purpose=f"Оплата по счету {one['number']}")
    return line


def _lump(stage: Stage, day: date) -> None:
    """What was paid through the provider comes as one line, less its commission (D17)."""
    if paid := stage.lumps.get(day):
        net = total(amount - commission(amount) for _, amount in paid)
        line = Line("Kaspi Pay", PROVIDER, account(77), "Перечисление платежей клиентов за летний семестр", net)
        stage.paid[day].append(line)


def commission(amount: Money) -> Money:
    """What the provider keeps of a payment."""
    return Money(amount.tiyn // COMMISSION)


def load_statement(stage: Stage, day: date) -> None:
    """Finance loads the statement of a day that is over; some files come a day later, some are loaded twice."""
    stage.unloaded.append(day)
    if len(stage.unloaded) == 1 and also(Also.BANK_FILE_LATE, stage.seed, day.isoformat()):
        stage.done["statements a day late"] += 1
    else:
        load_all(stage)


def load_all(stage: Stage) -> None:
    """Load every day that is waited for, the earliest first."""
    for day in stage.unloaded:
        content = stage.bank.statement(day, stage.paid.pop(day, []))
        times = 1 + also(Also.FILE_TWICE, stage.seed, day.isoformat())
        for _ in range(times):
            said = stage.cast.finance.upload("/billing/api/v1/statements/", f"statement-{day}.txt", content)
            expect(said, 201)
        stage.loaded_through = day
        stage.done["statements"] += 1
        stage.done["statements loaded twice"] += times - 1
    stage.unloaded.clear()
    stage.clock.wait_until_quiet()


def load_since_last(stage: Stage, through: date) -> None:
    """One statement of all days since the last one: while classes run, finance asks for it once a week."""
    since = stage.loaded_through + timedelta(days=1)
    lines = [line for day in sorted(stage.paid) if day <= through for line in stage.paid.pop(day)]
    content = stage.bank.statement(through, lines, since=since)
    expect(stage.cast.finance.upload("/billing/api/v1/statements/", f"statement-{through}.txt", content), 201)
    stage.loaded_through = through
    stage.done["statements"] += 1
    stage.clock.wait_until_quiet()


def today(stage: Stage) -> date:
    """The office's day."""
    at: date = stage.reader.one("SELECT (stands_at AT TIME ZONE 'Asia/Almaty')::date FROM billing.office_clock")
    return at
