"""The values of a section: days, amounts, the direction of a line. What is wrong is noted, and reading goes on."""

from __future__ import annotations

import re
from datetime import date

from services.billing.domain.amounts import read_tiyn, write_tiyn
from services.billing.domain.one_c.sections import Section
from services.billing.domain.reasons import Reason

_WRITTEN_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")


class Fields:
    """Reads values and gathers every problem (R14.4)."""

    def __init__(self, problems: list[Reason]) -> None:
        self.problems = problems

    def problem(self, code: str, section: Section, **params: object) -> None:
        where = {"row": str(section.row)} | {name: str(value) for name, value in params.items()}
        self.problems.append(Reason(code, "R14.4", where))

    def day(self, section: Section, *keys: str, needed: bool = True) -> date | None:
        """A date dd.mm.yyyy."""
        written = section.first(*keys)
        if written:
            day = _day(written)
            if day is None:
                self.problem("not_a_date", section, field=keys[0], value=written)
            return day
        if needed:
            self.problem("field_missing", section, field=keys[0])
        return None

    def amount(self, section: Section, key: str, least: int | None = None) -> int | None:
        """An amount with a decimal point, trailing zeros perhaps dropped."""
        written = section.first(key)
        if not written:
            self.problem("field_missing", section, field=key)
            return None
        amount = self._tiyn(section, key, written)
        if amount is not None and least is not None and amount < least:
            self.problem("amount_negative", section, field=key, value=written)
        return amount

    def amount_of_line(self, section: Section) -> int | None:
        """The sum of a document; where two keys give it, they must agree."""
        keys = [key for key in ("СуммаПриход", "СуммаРасход", "Сумма") if section.first(key)]
        found = {key: self._tiyn(section, key, section.first(key)) for key in keys}
        amounts = {amount for amount in found.values() if amount}
        if None in found.values():
            return None
        if len(amounts) > 1:
            self.problem("amounts_differ", section, amounts=", ".join(write_tiyn(one) for one in sorted(amounts)))
            return None
        if not amounts or min(amounts) < 0:
            self.problem("amount_not_positive", section)
            return None
        return amounts.pop()

    def incoming(self, section: Section, header: Section) -> bool | None:
        """In or out: by ДатаПоступило or ДатаСписано, else by the amount's key (R14.4).

        The accounts are asked only for a transfer between two accounts of ours, where both dates stand: banks mask
        them.
        """
        for came, went in (("ДатаПоступило", "ДатаСписано"), ("СуммаПриход", "СуммаРасход")):
            is_in, is_out = self._says(section, came), self._says(section, went)
            if is_in != is_out:
                return is_in
        ours = header.first("РасчСчет")
        payer, payee = section.first("ПлательщикСчет"), section.first("ПолучательСчет")
        if section.first("ДатаПоступило") and (payer == ours) != (payee == ours):
            return payee == ours
        self.problem("direction_unclear", section, number=section.first("НомерДокумента", "Номер"))
        return None

    def operation_day(self, section: Section, incoming: bool | None) -> date | None:
        """The day of the bank's operation, which decides whether a payment was in time (R8.4)."""
        by_direction = "ДатаПоступило" if incoming else "ДатаСписано"
        return self.day(section, "ДатаОперации", by_direction)

    def _says(self, section: Section, key: str) -> bool:
        written = section.first(key)
        if not key.startswith("Сумма"):
            return bool(written)
        try:
            return bool(written) and read_tiyn(written) != 0
        except ValueError:
            return True

    def _tiyn(self, section: Section, key: str, written: str) -> int | None:
        try:
            return read_tiyn(written)
        except ValueError:
            self.problem("not_an_amount", section, field=key, value=written)
            return None


def _day(written: str) -> date | None:
    found = _WRITTEN_DAY.fullmatch(written)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None
