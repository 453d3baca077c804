"""Money: tenge kept as whole tiyn (1/100), never a float (R14.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

_WRITTEN = re.compile(r"(-?)(\d+)(?:[.,](\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in tiyn. Machine form ``1234.50``; what a person reads is printed by his language."""

    tiyn: int = 0

    @classmethod
    def of(cls, written: str | int | Decimal) -> Money:
        """Read ``1234``, ``1234.5`` or ``1234,50`` tenge.

        Raises ValueError for anything finer than a tiyn, or that is no number: nothing is cut or rounded here.
        """
        found = _WRITTEN.fullmatch(str(written).strip().replace("\u00a0", "").replace(" ", ""))
        if not found:
            raise ValueError(f"not an amount of tenge with at most two decimals: {written!r}")
        sign, whole, part = found.groups()
        tiyn = int(whole) * 100 + int((part or "0").ljust(2, "0"))
        return cls(-tiyn if sign else tiyn)

    def __add__(self, other: Money) -> Money:
        return Money(self.tiyn + other.tiyn)

    def __sub__(self, other: Money) -> Money:
        return Money(self.tiyn - other.tiyn)

    def __neg__(self) -> Money:
        return Money(-self.tiyn)

    def __mul__(self, times: int) -> Money:
        return Money(self.tiyn * times)

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        return self.tiyn != 0

    def __str__(self) -> str:
        sign, tiyn = ("-", -self.tiyn) if self.tiyn < 0 else ("", self.tiyn)
        return f"{sign}{tiyn // 100}.{tiyn % 100:02d}"

    @property
    def tenge(self) -> Decimal:
        """The same amount as an exact decimal number of tenge."""
        return Decimal(self.tiyn).scaleb(-2)


def total(amounts: Any) -> Money:
    """The sum of amounts; of none, zero."""
    return Money(sum(amount.tiyn for amount in amounts))


class MoneyType(TypeDecorator[Money]):
    """Money in a BIGINT column of whole tiyn."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> int | None:
        return None if value is None else value.tiyn

    def process_result_value(self, value: int | None, dialect: Dialect) -> Money | None:
        # PostgreSQL sums BIGINT to NUMERIC.
        return None if value is None else Money(int(value))
