"""What drawn people do, drawn from (seed, person or case): the same seed tells the same story, whoever comes first.

How often stands in ``rates``. Nothing here may depend on what happens in a run, least of all on its order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from deploy.rehearsal.questions import Studies
from deploy.rehearsal.rates import RATES

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Marks:
    """What the teacher enters; no exam means that he did not appear, or was not admitted."""

    attestation1: Decimal
    attestation2: Decimal
    exam: Decimal | None
    cribs: bool = False

    @property
    def admitted(self) -> bool:
        """The mean of the attestations is at least 50 (R4.2)."""
        return self.attestation1 + self.attestation2 >= 100


def number(seed: int, *about: str) -> int:
    """A drawn whole number, the same for the same seed and subject on every machine."""
    return int.from_bytes(hashlib.sha256("\x1f".join((str(seed), *about)).encode()).digest()[:8], "big")


def rates_of(kind: type[Choice]) -> Mapping[Choice, int]:
    """The rates of one question, in the order of the table."""
    return MappingProxyType({kind(rate.way): rate.in_thousand for rate in RATES if isinstance(rate.way, kind)})


_RATES = {kind: rates_of(kind) for kind in {type(rate.way) for rate in RATES}}


def choice(kind: type[Choice], seed: int, who: str) -> Choice:
    """What this person does, by the rates of the table."""
    lot = number(seed, kind.__name__, who) % 1000
    for option, rate in _RATES[kind].items():
        lot -= rate
        if lot < 0:
            return kind(option)
    raise AssertionError("the rates of a question make a thousand")


def also(way: StrEnum, seed: int, whom: str) -> bool:
    """Whether this happens to him, or to it."""
    return number(seed, way.value, whom) % 1000 < _RATES[type(way)][way]


def marks(seed: int, person: str, course: str, way: Studies | None = None) -> Marks:
    """The marks of a summer course (R4.1 to R4.3), of who studies so."""
    way = way or choice(Studies, seed, f"{person} {course}")
    good = [Decimal(50 + number(seed, "mark", person, course, part) % 51) for part in ("1", "2", "exam")]
    poor = Decimal(number(seed, "poor", person, course) % 50)
    if way is Studies.NOT_ADMITTED:
        return Marks(poor, min(good[1], Decimal(99) - poor), None)
    if way is Studies.FAILS_THE_EXAM:
        return Marks(good[0], good[1], poor)
    if way is Studies.HAS_CRIBS:
        return Marks(good[0], good[1], None, cribs=True)
    return Marks(good[0], good[1], None if way is Studies.STAYS_AWAY else good[2])
