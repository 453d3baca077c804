"""Results that chance gives to generated students: most pass, about one in five fails something, some withdraw."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random

from shared.records.model import Evidence, Mark
from shared.records.scale import letter, whole, within

DEBTORS = 0.2
HOW_MANY_DEBTS = (1, 1, 1, 2, 2, 3)
WITHDRAWALS = 0.03
FAILURES = (Mark.GRADE, Mark.GRADE, Mark.GRADE, Mark.NOT_ADMITTED, Mark.NOT_APPEARED)
"""A failure is a failed exam more often than no admission or no appearance (R4.3, R4.2, R4.6)."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one registration ended with."""

    mark: Mark
    percent: int | None
    letter: str
    evidence: Evidence


def draw_results(chance: Random, courses: int) -> Iterator[Result]:
    """The results of one student in so many courses."""
    debts = chance.choice(HOW_MANY_DEBTS) if chance.random() < DEBTORS else 0
    failed = set(chance.sample(range(courses), min(debts, courses)))
    ability = chance.gauss(74, 10)
    for course in range(courses):
        if course in failed:
            yield _failed(chance, chance.choice(FAILURES))
        elif chance.random() < WITHDRAWALS:
            yield Result(Mark.WITHDRAWN, None, "W", Evidence(None, None, None))
        else:
            yield _passed(chance, ability)


def _passed(chance: Random, ability: float) -> Result:
    first, second, exam = (within(round(chance.gauss(ability, 8)), 50, 100) for _ in range(3))
    percent = whole(_total(first, second, exam))
    return Result(Mark.GRADE, percent, letter(percent), _evidence(first, second, exam))


def _failed(chance: Random, mark: Mark) -> Result:
    """A total below 50: by the exam, by the rating, or because nobody came (R4.2, R4.3, R4.6)."""
    low, high = (20, 49) if mark is Mark.NOT_ADMITTED else (50, 80)
    first, second = chance.randint(low, high), chance.randint(low, high)
    exam = chance.randint(5, 49) if mark is Mark.GRADE else None
    percent = within(whole(_total(first, second, exam or 0)), 0, 49)
    return Result(mark, percent, "F", _evidence(first, second, exam))


def _total(first: int, second: int, exam: int) -> Fraction:
    """60 % admission rating and 40 % exam (R4.3)."""
    return Fraction(3, 10) * (first + second) + Fraction(2, 5) * exam


def _evidence(first: int, second: int, exam: int | None) -> Evidence:
    return Evidence(Decimal(first), Decimal(second), None if exam is None else Decimal(exam))
