"""Generated people: a name, a birth date in the 1800s and an IIN that fits it (R14.3), so that nobody real is met."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from shared.people_ids import make_iin
from shared.records.names import draw

FIRST_DAY = date(1800, 1, 1)
DAYS = 36_524
STRIDE = 7_919
"""Has no divisor in common with the days: neighbours in a list are not born on neighbouring days."""

MAN, WOMAN = 1, 2
"""Seventh digits of those born in the 1800s."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What chance decides about a person."""

    iin: str
    surname: str
    forename: str
    patronymic: str
    born_on: date


def person(chance: Random, ordinal: int) -> Drawn:
    """The person with this ordinal: each ordinal has an IIN of its own, for up to 36,524 x 1,000 people."""
    female = chance.random() < 0.52
    surname, forename, patronymic = draw(chance, female=female)
    born_on = FIRST_DAY + timedelta(days=ordinal * STRIDE % DAYS)
    return Drawn(_iin(born_on, WOMAN if female else MAN, ordinal // DAYS), surname, forename, patronymic, born_on)


def _iin(born_on: date, sex: int, serial: int) -> str:
    # A step of 1,000 stays clear of the serials that other people of the same day start from.
    tries = (make_iin(born_on, sex, serial + step) for step in range(0, 10_000, 1_000))
    return next(iin for iin in tries if iin)
