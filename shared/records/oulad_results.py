"""What an OULAD result is in our letters: the final result decides, the scores only place it within its band.

R4.3 is not run on imported results: it would turn hundreds of passes into F.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from shared.records.model import Evidence, Leaving, Mark
from shared.records.oulad_files import Score
from shared.records.scale import letter, whole, within

BANDS = {"Fail": (0, 49), "Pass": (50, 89), "Distinction": (90, 100)}
CENT = Decimal("0.01")


def percent_and_letter(final_result: str, scores: Sequence[Score]) -> tuple[int | None, str]:
    """The percent, exact until one rounding and kept within its band, and its letter (R4.4, R4.5); W has no percent."""
    if final_result not in BANDS:
        return None, "W"
    low, high = BANDS[final_result]
    mean = _mean(scores)
    percent = low if mean is None else within(whole(mean), low, high)
    return percent, letter(percent)


def evidence(scores: Iterable[Score], length: int) -> Evidence:
    """Course work before the middle and from it on as the two attestations, and the exam (R4.1)."""
    first: list[Score] = []
    second: list[Score] = []
    exams: list[Score] = []
    for score in scores:
        work = score.assessment
        if work.kind == "Exam":
            exams.append(score)
        elif work.day is not None:
            (first if 2 * work.day < length else second).append(score)
    return Evidence(_printed(first), _printed(second), _printed(exams))


def mark_of(final_result: str) -> Mark:
    """Fail, pass and distinction are grades; withdrawn is a mark of its own (R4.6)."""
    return Mark.WITHDRAWN if final_result == "Withdrawn" else Mark.GRADE


def leaving(final_result: str, left: int | None) -> Leaving | None:
    """The way in which a withdrawn student left; the mark is W whatever it was."""
    if final_result != "Withdrawn":
        return None
    if left is None:
        return Leaving.UNKNOWN
    return Leaving.BEFORE_START if left <= 0 else Leaving.AFTER_START


def _mean(scores: Sequence[Score]) -> Fraction | None:
    """The mean by weight; the plain one where the weights sum to 0; None of no scores."""
    if not scores:
        return None
    weights = sum(score.assessment.weight for score in scores)
    if weights:
        return Fraction(sum(score.assessment.weight * score.score for score in scores)) / Fraction(weights)
    return Fraction(sum(score.score for score in scores)) / len(scores)


def _printed(scores: Sequence[Score]) -> Decimal | None:
    mean = _mean(scores)
    return None if mean is None else (Decimal(mean.numerator) / mean.denominator).quantize(CENT, ROUND_HALF_UP)
