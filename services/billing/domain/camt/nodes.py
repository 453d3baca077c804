"""The values of an XML element, whatever the version of its namespace; what is wrong is noted, and reading goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from services.billing.domain.amounts import read_tiyn
from services.billing.domain.reasons import Reason

_ALMATY = ZoneInfo("Asia/Almaty")


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The children of that name, in order."""
    return (one for one in (element if element is not None else ()) if local(one) == name)


def at(element: Element | None, path: str) -> Element | None:
    """The first element along a path of names; a part may name several: ``DtTm|Dt``."""
    for part in path.split("/"):
        names = part.split("|")
        element = next((one for name in names for one in children(element, name)), None)
    return element


def text(element: Element | None, *paths: str) -> str:
    """The text at the first of these paths that has one; "" if none."""
    for path in paths:
        found = at(element, path)
        if found is not None and (found.text or "").strip():
            return " ".join((found.text or "").split())
    return ""


class Notes:
    """Reads days and sums and gathers every problem, with the place where it stands (R14.4)."""

    def __init__(self) -> None:
        self.problems: list[Reason] = []

    def problem(self, code: str, row: int, **params: object) -> None:
        self.problems.append(
            Reason(code, "R14.4", {"row": str(row), **{name: str(value) for name, value in params.items()}})
        )

    def day(self, element: Element | None, path: str, row: int, *, needed: bool = True) -> date | None:
        """A day, or the day in Almaty of a moment."""
        written = text(element, f"{path}/Dt", f"{path}/DtTm", path)
        if not written:
            if needed:
                self.problem("field_missing", row, field=path)
            return None
        try:
            return _day(written)
        except ValueError:
            self.problem("not_a_date", row, field=path, value=written)
            return None

    def tiyn(self, element: Element | None, path: str, row: int) -> int | None:
        """A sum in tenge, without its sign."""
        found = at(element, path)
        written = (found.text or "").strip() if found is not None else ""
        if found is None or not written:
            self.problem("field_missing", row, field=path)
            return None
        currency = found.get("Ccy", "KZT")
        if currency != "KZT":
            self.problem("currency_not_tenge", row, currency=currency)
            return None
        try:
            amount = read_tiyn(written)
        except ValueError:
            amount = -1
        if amount < 0:
            self.problem("not_an_amount", row, field=path, value=written)
            return None
        return amount

    def incoming(self, element: Element | None, row: int) -> bool | None:
        """Credit or debit of our account."""
        said = text(element, "CdtDbtInd")
        if said not in ("CRDT", "DBIT"):
            self.problem("field_missing", row, field="CdtDbtInd")
            return None
        return said == "CRDT"


def _day(written: str) -> date:
    if len(written) <= 10:
        return date.fromisoformat(written)
    moment = datetime.fromisoformat(written)
    return (moment.astimezone(_ALMATY) if moment.tzinfo else moment).date()
