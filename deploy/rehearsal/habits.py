"""What drawn people do, drawn from (seed, person): the same seed tells the same story, whoever comes first.

All rates stand in one table, read top to bottom.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)


class Applies(StrEnum):
    """When a student with a debt applies."""

    FIRST_DAY = "first_day"
    SECOND_DAY = "second_day"
    LAST_DAY = "last_day"
    TOO_LATE = "too_late"


class Pays(StrEnum):
    """What becomes of his invoice."""

    AT_ONCE = "at_once"
    BY_IIN = "by_iin"
    """In time, without the number; his IIN stands in the purpose (R14.2)."""
    SHORT_BY_A_FEE = "short_by_a_fee"
    """In time, short by a bank's fee of up to 500 tenge (D3)."""
    TOO_MUCH = "too_much"
    UNREADABLE = "unreadable"
    """In time, with nothing by which the payment can be told: it lies in the queue (R14.2)."""
    LATE = "late"
    NEVER = "never"


class Answers(StrEnum):
    """What he says to a seat offered to him."""

    ACCEPTS = "accepts"
    DECLINES = "declines"
    SAYS_NOTHING = "says_nothing"


class Studies(StrEnum):
    """How the summer goes for him."""

    PASSES = "passes"
    FAILS_THE_EXAM = "fails_the_exam"
    NOT_ADMITTED = "not_admitted"
    STAYS_AWAY = "stays_away"


RATES: dict[type[StrEnum], dict[StrEnum, int]] = {
    Applies: {Applies.FIRST_DAY: 62, Applies.SECOND_DAY: 20, Applies.LAST_DAY: 14, Applies.TOO_LATE: 4},
    Pays: {
        Pays.AT_ONCE: 62,
        Pays.BY_IIN: 4,
        Pays.SHORT_BY_A_FEE: 2,
        Pays.TOO_MUCH: 2,
        Pays.UNREADABLE: 2,
        Pays.LATE: 5,
        Pays.NEVER: 23,
    },
    Answers: {Answers.ACCEPTS: 70, Answers.DECLINES: 12, Answers.SAYS_NOTHING: 18},
    Studies: {Studies.PASSES: 74, Studies.FAILS_THE_EXAM: 14, Studies.NOT_ADMITTED: 8, Studies.STAYS_AWAY: 4},
}
"""In a hundred, of those who come to the question."""

HOLDS = 3
"""In a hundred debtors owe other fees, which hold their registration (R3.8)."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the teacher enters; no exam means that he did not appear, or was not admitted."""

    attestation1: Decimal
    attestation2: Decimal
    exam: Decimal | None


def number(seed: int, *about: str) -> int:
    """A drawn whole number, the same for the same seed and subject on every machine."""
    return int.from_bytes(hashlib.sha256("\x1f".join((str(seed), *about)).encode()).digest()[:8], "big")


def choice(kind: type[Choice], seed: int, person: str, about: str = "") -> Choice:
    """What this person does, by the rates of the table."""
    rates = RATES[kind]
    lot = number(seed, kind.__name__, person, about) % sum(rates.values())
    for option, rate in rates.items():
        lot -= rate
        if lot < 0:
            return kind(option)
    raise AssertionError("the rates of a kind are above zero")


def marks(seed: int, person: str, course: str) -> Marks:
    """The marks of a summer course (R4.1 to R4.3)."""
    way = choice(Studies, seed, person, course)
    good = [Decimal(50 + number(seed, "mark", person, course, part) % 51) for part in ("1", "2", "exam")]
    poor = Decimal(number(seed, "poor", person, course) % 50)
    if way is Studies.NOT_ADMITTED:
        return Marks(poor, min(good[1], Decimal(99) - poor), None)
    if way is Studies.FAILS_THE_EXAM:
        return Marks(good[0], good[1], poor)
    return Marks(good[0], good[1], None if way is Studies.STAYS_AWAY else good[2])
