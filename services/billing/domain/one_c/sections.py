"""Text to sections of ``key=value``, with the row where each stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from services.billing.domain.one_c.text import MARKER
from services.billing.domain.reasons import Reason

_PAIR = re.compile(r"\s*([^\W\d]\w*)\s*=(.*)")
_ENDS = {"КонецРасчСчет": "СекцияРасчСчет", "КонецДокумента": "СекцияДокумент"}
_OPENS = ("СекцияРасчСчет", "СекцияДокумент")
_HEADER = "header"


@dataclass(slots=True)
class Section:
    """The header, an account's section or a document; an empty value is no value."""

    kind: str
    row: int
    values: dict[str, str] = field(default_factory=dict)

    def first(self, *keys: str) -> str:
        """The value of the first of these keys that has one; "" if none."""
        return next((self.values[key] for key in keys if self.values.get(key)), "")


@dataclass(slots=True)
class Cut:
    """A file cut into its sections, and what could not be understood."""

    header: Section = field(default_factory=lambda: Section(_HEADER, 1))
    accounts: list[Section] = field(default_factory=list)
    documents: list[Section] = field(default_factory=list)
    problems: list[Reason] = field(default_factory=list)


def cut(text: str) -> Cut:
    """Every section of the file; a text that does not begin as this format must gives one problem only."""
    rows = text.lstrip("\ufeff").splitlines()
    if not rows or rows[0].strip() != MARKER:
        return Cut(problems=[Reason("not_1c", "R14.4", {"marker": MARKER})])
    return _Cutter().through(rows[1:])


class _Cutter:
    def __init__(self) -> None:
        self.found = Cut()
        self.open = self.found.header
        self.last_key = ""

    def through(self, rows: list[str]) -> Cut:
        for number, row in enumerate(rows, start=2):
            if row.strip() == "КонецФайла":
                break
            if row.strip():
                self._take(number, row)
        self._must_be_outside(len(rows) + 1)
        return self.found

    def _take(self, number: int, row: str) -> None:
        word = row.strip().partition("=")[0].strip()
        if word in _OPENS:
            self._must_be_outside(number)
            self.open, self.last_key = Section(word, number), ""
            (self.found.accounts if word == _OPENS[0] else self.found.documents).append(self.open)
        elif word in _ENDS:
            if self.open.kind != _ENDS[word]:
                self._problem("section_not_open", number, section=_ENDS[word])
            self.open, self.last_key = self.found.header, ""
        else:
            self._value(number, row)

    def _value(self, number: int, row: str) -> None:
        pair = _PAIR.fullmatch(row)
        if pair:
            self._keep(number, pair.group(1), pair.group(2).strip())
        elif self.last_key and self.open.kind == _OPENS[1]:
            # A purpose may run over several rows.
            self.open.values[self.last_key] += " " + row.strip()
        else:
            self._problem("row_not_understood", number, text=row.strip()[:60])

    def _keep(self, number: int, key: str, value: str) -> None:
        known = self.open.values.get(key)
        if known and value and known != value and self.open.kind != _HEADER:
            self._problem("key_twice", number, field=key)
        self.open.values[key] = known or value
        self.last_key = key

    def _must_be_outside(self, number: int) -> None:
        if self.open.kind != _HEADER:
            self._problem("section_not_closed", number, section=self.open.kind, since=str(self.open.row))

    def _problem(self, code: str, number: int, **params: str) -> None:
        self.found.problems.append(Reason(code, "R14.4", {"row": str(number), **params}))
