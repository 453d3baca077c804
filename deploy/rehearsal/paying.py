"""The ways to pay an invoice: which lines each leaves at the bank, and what only finance finds out (R14.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from deploy.rehearsal.bank import Line, account, company
from deploy.rehearsal.habits import number
from deploy.rehearsal.questions import Pays
from deploy.rehearsal.stage import Stage
from deploy.rehearsal.ways import receipts
from shared.money import Money, total

PROVIDER, SLOW_PROVIDER = company(77), company(78)
"""The BINs of those who pay for many."""
THOUSAND = Money.of(1000)
UNDER_WAY = timedelta(days=6)
"""A transfer from abroad."""


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays which invoice on which day, and the other invoices that are open then."""

    stage: Stage
    invoice: dict[str, Any]
    day: date
    others: Sequence[dict[str, Any]]

    @property
    def owed(self) -> Money:
        return Money(int(self.invoice["owed"]))

    @property
    def surname(self) -> str:
        return self.stage.people[self.invoice["student_id"]].surname

    @property
    def iin(self) -> str:
        return self.stage.people[self.invoice["student_id"]].iin

    @property
    def lot(self) -> int:
        return number(self.stage.seed, "payer", self.stage.people[self.invoice["student_id"]].number)

    @property
    def named(self) -> Line:
        """With the number of the invoice, as it should be."""
        return Line(self.surname, self.iin, account(self.lot), f"Оплата по счету {self.invoice['number']}", self.owed)

    @property
    def by_iin(self) -> Line:
        return replace(self.named, purpose=f"За летний семестр {self.surname} ИИН {self.iin}")

    @property
    def fee(self) -> Money:
        """What a bank keeps: up to 500 tenge (D3)."""
        return Money(100 * (50 + self.lot % 451))

    @property
    def half(self) -> Money:
        return Money(self.owed.tiyn // 200 * 100)

    @property
    def mine(self) -> list[dict[str, Any]]:
        """His other invoices that are not due yet."""
        student = self.invoice["student_id"]
        return [one for one in self.others if one["student_id"] == student and one["due_on"] >= self.day]

    def meant(self, line: Line) -> Line:
        """The line, of which finance will find out for which invoice it is."""
        self.stage.meant[told_by(line.payer_account, self.day, line.amount.tiyn)] = self.invoice["number"]
        return line


def told_by(payer_account: str, day: date, amount: int) -> str:
    """By what finance's questions at the bank tell one payment from another."""
    return f"{payer_account} {day} {amount}"


def lines_of(how: Pays, payer: Payer) -> Sequence[Line]:
    """What he leaves at the bank today."""
    return _WAYS.get(how, _at_once)(payer)


def settled_by(how: Pays, payer: Payer) -> set[str]:
    """The numbers of the invoices that need nothing more today."""
    together = payer.mine if how is Pays.TOGETHER else []
    return {payer.invoice["number"], *(one["number"] for one in together)}


def _at_once(payer: Payer) -> Sequence[Line]:
    return [payer.named]


def _by_iin(payer: Payer) -> Sequence[Line]:
    return [payer.meant(payer.by_iin)]


def _by_a_parent(payer: Payer) -> Sequence[Line]:
    return [replace(payer.named, payer="Родитель студента", payer_iin="", payer_account=account(payer.lot + 1))]


def _by_an_employer(payer: Payer) -> Sequence[Line]:
    lot = payer.lot
    return [replace(payer.named, payer="ТОО Работодатель", payer_iin=company(lot), payer_account=account(lot + 2))]


def _together(payer: Payer) -> Sequence[Line]:
    return [replace(payer.by_iin, amount=total([payer.owed, *(Money(int(one["owed"])) for one in payer.mine)]))]


def _in_two_parts(payer: Payer) -> Sequence[Line]:
    return [replace(payer.named, amount=payer.half), replace(payer.named, amount=payer.owed - payer.half)]


def _twice(payer: Payer) -> Sequence[Line]:
    return [payer.named, payer.named]


def _short_by_a_fee(payer: Payer) -> Sequence[Line]:
    return [replace(payer.named, amount=payer.owed - payer.fee)]


def _too_much(payer: Payer) -> Sequence[Line]:
    return [replace(payer.named, amount=payer.owed + Money(100 * (100 + payer.lot % 900)))]


def _mistyped(payer: Payer) -> Sequence[Line]:
    return [payer.meant(replace(payer.named, purpose=f"Летний семестр, счет {_with_wrong_digits(payer)}"))]


def _mistyped_too_much(payer: Payer) -> Sequence[Line]:
    """More than was asked for, so that finance splits it between the invoice and the account of the student."""
    return [replace(payer.meant(replace(line, amount=line.amount + THOUSAND))) for line in _mistyped(payer)]


def _with_wrong_digits(payer: Payer) -> str:
    written = str(payer.invoice["number"])
    return written[:-2] + "".join(str((int(sign) + 1) % 10) for sign in written[-2:])


def _wrong_iin(payer: Payer) -> Sequence[Line]:
    """Its check digit is wrong: it is no IIN at all (D16)."""
    iin = payer.iin or "000101100006"
    wrong = f"{iin[:-1]}{(int(iin[-1]) + 1) % 10}"
    return [payer.meant(replace(payer.named, purpose=f"Летний семестр {payer.surname} ИИН {wrong}"))]


def _anothers_iin(payer: Payer) -> Sequence[Line]:
    debtors = payer.stage.cast.debtors
    iin = debtors[payer.lot % len(debtors)].iin or payer.iin
    return [payer.meant(replace(payer.named, purpose=f"Летний семестр {payer.surname} ИИН {iin}"))]


def _for_another(payer: Payer) -> Sequence[Line]:
    """The number of another student's open invoice, whose own day is another one; his own where there is none."""
    line = payer.named
    strange = next((one for one in payer.others if _is_strange(payer, one)), None)
    if strange is None:
        return [line]
    payer.stage.wrongly[told_by(line.payer_account, payer.day, line.amount.tiyn)] = payer.invoice["number"]
    return [replace(line, purpose=f"Оплата по счету {strange['number']}")]


def _is_strange(payer: Payer, one: dict[str, Any]) -> bool:
    another = one["student_id"] != payer.invoice["student_id"] and one["due_on"] > payer.day and not one["reversals"]
    return another and one["pays"] in (Pays.AT_ONCE, Pays.NEVER) and one["pays_on"] != payer.day


def _by_a_provider(payer: Payer) -> Sequence[Line]:
    payer.stage.lumps[PROVIDER, payer.day].append((payer.invoice["number"], payer.owed))
    return []


def _by_a_slow_provider(payer: Payer) -> Sequence[Line]:
    payer.stage.lumps[SLOW_PROVIDER, payer.day].append((payer.invoice["number"], payer.owed))
    return []


def _from_abroad(payer: Payer) -> Sequence[Line]:
    """Declared today, here some days later, short by the fees (D19)."""
    receipts.declare(payer.stage, payer.invoice, payer.day, abroad=True)
    payer.stage.paid[payer.day + UNDER_WAY].append(replace(payer.named, amount=payer.owed - payer.fee))
    return []


def _with_a_receipt(payer: Payer) -> Sequence[Line]:
    receipts.declare(payer.stage, payer.invoice, payer.day)
    return [payer.named]


def _false_receipt(payer: Payer) -> Sequence[Line]:
    receipts.declare(payer.stage, payer.invoice, payer.day)
    return []


def _unreadable(payer: Payer) -> Sequence[Line]:
    return [replace(payer.named, payer="Касса", payer_iin="", purpose="летний семестр, повторное изучение")]


def _half(payer: Payer) -> Sequence[Line]:
    return [replace(payer.named, amount=payer.half)]


_WAYS: Mapping[Pays, Callable[[Payer], Sequence[Line]]] = {
    Pays.BY_IIN: _by_iin, Pays.BY_A_PARENT: _by_a_parent, Pays.BY_AN_EMPLOYER: _by_an_employer,
    Pays.TOGETHER: _together, Pays.IN_TWO_PARTS: _in_two_parts, Pays.TWICE: _twice,
    Pays.SHORT_BY_A_FEE: _short_by_a_fee, Pays.TOO_MUCH: _too_much, Pays.MISTYPED: _mistyped,
    Pays.MISTYPED_TOO_MUCH: _mistyped_too_much, Pays.WRONG_IIN: _wrong_iin, Pays.ANOTHERS_IIN: _anothers_iin,
    Pays.FOR_ANOTHER: _for_another, Pays.BY_A_PROVIDER: _by_a_provider,
    Pays.BY_A_SLOW_PROVIDER: _by_a_slow_provider, Pays.FROM_ABROAD: _from_abroad,
    Pays.WITH_A_RECEIPT: _with_a_receipt, Pays.FALSE_RECEIPT: _false_receipt, Pays.UNREADABLE: _unreadable,
    Pays.HALF: _half,
}  # fmt: skip
