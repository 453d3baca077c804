"""From attestations and exam to the percent: exact, rounded once at the end (R4.2 to R4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from services.grading.domain.exact import half_up
from services.grading.domain.policies import AdmissionMode, Policy
from services.grading.domain.scales import Scale


def admission_rating(marks: Sequence[Decimal], policy: Policy) -> Fraction:
    """The weighted mean of the attestations (R4.2), exact."""
    if len(marks) != policy.attestations:
        raise ValueError(f"{policy.attestations} attestations are needed, not {len(marks)}")
    weighed = sum((Fraction(m) * w for m, w in zip(marks, policy.attestation_weights, strict=True)), Fraction())
    return weighed / sum(policy.attestation_weights)


def is_admitted(marks: Sequence[Decimal], policy: Policy) -> bool:
    """Whether these attestations admit to the exam, by their mean or each (R4.2)."""
    if policy.admission_mode is AdmissionMode.EACH:
        return min(marks) >= policy.admission_value
    return admission_rating(marks, policy) >= Fraction(policy.admission_value)


def final_percent(rating: Fraction, exam: Decimal, policy: Policy, scale: Scale) -> int:
    """The whole percent of an admitted student who sat the exam (R4.3, R4.4).

    With an unsatisfactory exam the total fails whatever the rating: the percent is then the exam's own, kept below the
    lowest pass, so that no rounding lifts it.
    """
    if exam < policy.exam_minimum:
        return min(int(half_up(exam)), scale.lowest_pass - 1)
    return int(half_up((rating * policy.rating_weight + Fraction(exam) * policy.exam_weight) / 100))


def exam_needed(rating: Fraction, percent: int, policy: Policy) -> Decimal | None:
    """The least whole exam mark with which this rating makes the percent; None if no mark does."""
    for exam in range(int(policy.exam_minimum), 101):
        total = half_up((rating * policy.rating_weight + Fraction(exam) * policy.exam_weight) / 100)
        if total >= percent:
            return Decimal(exam)
    return None
