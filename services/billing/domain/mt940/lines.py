"""A line of MT940 (:61:) with what the bank tells the account's owner of it (:86:)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from services.billing.domain.amounts import read_tiyn
from services.billing.domain.mt940.text import Field
from services.billing.domain.reasons import Reason
from services.billing.domain.statements import Line, Party

_LINE = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?(?P<mark>R?[CD])[A-Z]?(?P<amount>[\d,.]+)"
    r"[NFS][A-Z0-9 ]{3}(?P<ours>[^/\n]*(?:/[^/\n]+)*?)(?://(?P<banks>[^\n]*))?(?:\n.*)?",
    re.DOTALL,
)
_SUBFIELD = re.compile(r"\?(\d{2})([^?]*)")
_WORDS = "ORDP|BENM|NAME|IBAN|ACC|IDNO|IIN|BIN|REMI|EREF"
_SLASHED = re.compile(rf"/({_WORDS})/((?:(?!/(?:{_WORDS})/).)*)", re.DOTALL)
_PURPOSE = {*range(20, 30), *range(60, 64)}
HALF_YEAR = 183


class Marks:
    """Gathers every problem with the row where it stands (R14.4)."""

    def __init__(self) -> None:
        self.problems: list[Reason] = []

    def problem(self, code: str, row: int, **params: object) -> None:
        known = {name: str(value) for name, value in params.items()}
        self.problems.append(Reason(code, "R14.4", {"row": str(row), **known}))

    def day(self, field: Field, written: str) -> date | None:
        """A day as YYMMDD."""
        try:
            return date(2000 + int(written[:2]), int(written[2:4]), int(written[4:6]))
        except ValueError:
            self.problem("not_a_date", field.row, field=f":{field.tag}:", value=written)
            return None


def line_of(field: Field, told: Field | None, marks: Marks) -> Line | None:
    """One operation; the day of its entry decides, the value date only names the year (R8.4)."""
    found = _LINE.fullmatch(field.text)
    if not found:
        marks.problem("row_not_understood", field.row, text=field.text[:60])
        return None
    value = marks.day(field, found["value"])
    day = value and _entry_day(field, value, found["entry"], marks)
    try:
        amount = read_tiyn(found["amount"].rstrip(",."))
    except ValueError:
        marks.problem("not_an_amount", field.row, field=":61:", value=found["amount"])
        return None
    if amount == 0:
        marks.problem("amount_not_positive", field.row)
    if day is None or amount == 0:
        return None
    incoming = found["mark"] in ("C", "RD")
    said = _told(told.text if told else "")
    other = Party(said.get("name", ""), said.get("id", ""), said.get("account", ""), said.get("bank", ""))
    number = (found["banks"] or "").strip() or found["ours"].strip()
    return Line(
        row=field.row, number=number, operation_on=day, documented_on=value, incoming=incoming, amount=amount,
        payer=other if incoming else Party(), payee=Party() if incoming else other, purpose=said.get("purpose", ""),
    )  # fmt: skip


def _entry_day(field: Field, value: date, entry: str | None, marks: Marks) -> date | None:
    """The day of the entry as MMDD: of the year in which it lies nearest to the value date, over New Year too."""
    if not entry:
        return value
    found = [day for year in (-1, 0, 1) if (day := _in_year(value.year + year, entry))]
    near = [day for day in found if abs(day - value) <= timedelta(days=HALF_YEAR)]
    if not near:
        marks.problem("not_a_date", field.row, field=":61:", value=entry)
        return None
    return min(near, key=lambda day: abs(day - value))


def _in_year(year: int, entry: str) -> date | None:
    try:
        return date(year, int(entry[:2]), int(entry[2:]))
    except ValueError:
        return None


def _told(text: str) -> Mapping[str, str]:
    """Name, account, IIN and purpose: in numbered subfields, in words between slashes, or all of it as purpose."""
    if _SUBFIELD.search(text):
        return _numbered(text.replace("\n", ""))
    parts = _SLASHED.findall(text.replace("\n", ""))
    if not parts:
        return {"purpose": " ".join(text.split())}
    said = {key: " ".join(words.split()).strip("/ ") for key, words in parts}
    return {
        "name": said.get("NAME") or said.get("ORDP") or said.get("BENM", ""),
        "account": said.get("IBAN") or said.get("ACC", ""),
        "id": said.get("IDNO") or said.get("IIN") or said.get("BIN", ""),
        "purpose": said.get("REMI") or said.get("EREF", ""),
    }


def _numbered(text: str) -> Mapping[str, str]:
    said: dict[int, str] = {int(number): words.strip() for number, words in _SUBFIELD.findall(text)}
    purpose = "".join(_spaced(words) for number, words in sorted(said.items()) if number in _PURPOSE)
    name = " ".join(filter(None, (said.get(32, ""), said.get(33, ""))))
    return {
        "purpose": purpose.strip(), "name": name, "account": said.get(31, ""), "bank": said.get(30, ""),
        "id": said.get(38, ""),
    }  # fmt: skip


def _spaced(words: str) -> str:
    """Subfields of 27 signs are one text cut anywhere; shorter ones are words of their own."""
    return words if len(words) >= 27 else words + " "
