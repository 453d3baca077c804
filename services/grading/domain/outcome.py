"""What a row of an examination sheet comes to (R4), with the way that led there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from services.grading.domain.exact import cut
from services.grading.domain.policies import Policy
from services.grading.domain.rating import admission_rating, final_percent, is_admitted
from services.grading.domain.scales import DID_NOT_APPEAR, INCOMPLETE, NOT_ADMITTED, Scale


class Outcome(StrEnum):
    """How a row ends."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ADMITTED = "not_admitted"
    DID_NOT_APPEAR = "did_not_appear"
    INCOMPLETE = "incomplete"
    """Excused: the exam is still to be sat, in the reserve days (D10)."""


class Appearance(StrEnum):
    """What happened at the exam."""

    APPEARED = "appeared"
    DID_NOT_APPEAR = "did_not_appear"
    CRIBS = "cribs"
    """The invigilator's act about cribs: F over any number (R4.7)."""
    EXCUSED = "excused"
    """Ill, with a certificate: I, and an exam in the reserve days (D10)."""


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on the lists about one student: attestations in their order, and the exam; None is not entered."""

    attestations: Sequence[Decimal | None]
    exam: Decimal | None = None
    appearance: Appearance | None = None
    absent: bool = False
    """Barred from the exam by missed classes of the summer term (D10)."""


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a row: the mark is a letter of the scale or another mark (R4.6)."""

    outcome: Outcome
    mark: str
    percent: int | None
    points: Decimal
    passed: bool
    rating: Decimal | None
    """The admission rating as shown: two decimals, cut, so that 49.996 never looks like 50; None: I before it."""
    rule: str


def rating_of(row: Row, policy: Policy) -> Fraction | None:
    """The admission rating, once all attestations are entered."""
    marks = _entered(row)
    return admission_rating(marks, policy) if len(marks) == policy.attestations else None


def is_barred(row: Row, policy: Policy) -> bool:
    """Whether missed classes, or the attestations, all entered, do not admit to the exam (D10, R4.2)."""
    marks = _entered(row)
    if row.absent and row.appearance is not Appearance.EXCUSED:
        return True
    return len(marks) == policy.attestations and not is_admitted(marks, policy)


def what_is_missing(row: Row, policy: Policy) -> str | None:
    """What must still be entered before this row can be closed: ``attestation``, ``exam``, or nothing."""
    if row.appearance is Appearance.EXCUSED:
        return None
    if rating_of(row, policy) is None:
        return "attestation"
    if is_barred(row, policy) or row.appearance in (Appearance.CRIBS, Appearance.DID_NOT_APPEAR):
        return None
    return "exam" if row.exam is None else None


def settle(row: Row, policy: Policy, scale: Scale) -> Result:
    """The result of a complete row: not admitted, cribs, did not appear, or what attestations and exam make (R4)."""
    rating = rating_of(row, policy)
    if row.appearance is Appearance.EXCUSED and not is_barred(row, policy):
        shown = cut(rating, 2) if rating is not None else None
        return Result(Outcome.INCOMPLETE, INCOMPLETE, None, Decimal(0), False, shown, "D10")
    if rating is None:
        raise ValueError("the attestations are not all entered")
    shown = cut(rating, 2)
    if is_barred(row, policy):
        rule = "D10" if is_admitted(_entered(row), policy) else "R4.2"
        return Result(Outcome.NOT_ADMITTED, NOT_ADMITTED, None, Decimal(0), False, shown, rule)
    if row.appearance is Appearance.CRIBS:
        return _graded(0, scale, shown, "R4.7")
    if row.appearance is Appearance.DID_NOT_APPEAR:
        return Result(Outcome.DID_NOT_APPEAR, DID_NOT_APPEAR, None, Decimal(0), False, shown, "R4.6")
    if row.exam is None:
        raise ValueError("the exam is not entered")
    return _graded(final_percent(rating, row.exam, policy, scale), scale, shown, "R4.3")


def _entered(row: Row) -> list[Decimal]:
    return [mark for mark in row.attestations if mark is not None]


def _graded(percent: int, scale: Scale, rating: Decimal, rule: str) -> Result:
    grade = scale.grade_of(percent)
    outcome = Outcome.PASSED if grade.passes else Outcome.FAILED
    return Result(outcome, grade.letter, percent, grade.points, grade.passes, rating, rule)
