"""What an invoice costs, as arithmetic that everybody can follow (R9.2, D5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from services.billing.domain.amounts import write_tiyn
from services.billing.domain.reasons import Reason

MOST_CREDITS = 60


@dataclass(frozen=True, slots=True)
class TariffRow:
    """The price of one credit for a specialty and academic year, in force from a day."""

    valid_from: date
    price: int


@dataclass(frozen=True, slots=True)
class Price:
    """``credits x price of one credit``."""

    credits: int
    of_one: int

    @property
    def total(self) -> int:
        return self.credits * self.of_one


def in_force(rows: Iterable[TariffRow], day: date) -> TariffRow | None:
    """The row of that day: the latest that had begun; of two of one day, the later in the list."""
    begun = [row for row in rows if row.valid_from <= day]
    return max(enumerate(begun), key=lambda nth: (nth[1].valid_from, nth[0]))[1] if begun else None


def refusals(price: Price, rows: Iterable[TariffRow], specialty: str, academic_year: int) -> Iterator[Reason]:
    """Why no invoice can be made: the price that the student accepted must stand in the table (R9.2, D5)."""
    known = list(rows)
    where = {"specialty": specialty, "year": f"{academic_year}/{academic_year + 1}"}
    if not known:
        yield Reason("tariff_missing", "R9.2", where)
    elif price.of_one not in {row.price for row in known}:
        yield Reason("price_not_in_table", "R9.2", {**where, "price": write_tiyn(price.of_one)})
    if not 0 < price.credits <= MOST_CREDITS:
        yield Reason("credits_impossible", "R9.2", {"credits": str(price.credits)})
