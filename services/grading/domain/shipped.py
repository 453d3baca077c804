"""What a new database starts with: the defaults of R4, R5.1 and R6.2. The first migration lays them down.

They are the beginning, not the law: a university's own decisions are later rows with their dates. Nothing here is
edited once released; a new default is a new row in a new migration.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.grading.domain.policies import AdmissionMode, Policy, Repeated
from services.grading.domain.scales import DID_NOT_APPEAR, NOT_ADMITTED, WITHDRAWN, Grade, OtherMark, Scale

_COMMON = (
    Grade("A", 95, Decimal("4.00"), "excellent", True),
    Grade("A-", 90, Decimal("3.67"), "excellent", True),
    Grade("B+", 85, Decimal("3.33"), "good", True),
    Grade("B", 80, Decimal("3.00"), "good", True),
    Grade("B-", 75, Decimal("2.67"), "good", True),
)
_SATISFACTORY = (
    Grade("C", 65, Decimal("2.00"), "satisfactory", True),
    Grade("C-", 60, Decimal("1.67"), "satisfactory", True),
    Grade("D+", 55, Decimal("1.33"), "satisfactory", True),
)

KZ_2011 = Scale(
    "kz-2011",
    (
        *_COMMON,
        Grade("C+", 70, Decimal("2.33"), "satisfactory", True),
        *_SATISFACTORY,
        Grade("D", 50, Decimal("1.00"), "satisfactory", True),
        Grade("F", 0, Decimal("0.00"), "unsatisfactory", False),
    ),
)
"""R4.5, in force by default."""

KZ_2018 = Scale(
    "kz-2018",
    (
        *_COMMON,
        Grade("C+", 70, Decimal("2.33"), "good", True),
        *_SATISFACTORY,
        Grade("D", 50, Decimal("1.00"), "satisfactory", True, printed="D-"),
        Grade("FX", 25, Decimal("0.50"), "unsatisfactory", False, re_exam=True),
        Grade("F", 0, Decimal("0.00"), "unsatisfactory", False),
    ),
)
"""R4.5, the newer version: C+ is good, FX may be examined again."""

SCALES = (KZ_2011, KZ_2018)

OTHER_MARKS = (
    OtherMark("I", counts_in_gpa=False, earns_credit=False, closes_debt=False, makes_debt=False, printed="I"),
    OtherMark("P", counts_in_gpa=False, earns_credit=True, closes_debt=True, makes_debt=False, printed="P"),
    OtherMark("NP", counts_in_gpa=False, earns_credit=False, closes_debt=False, makes_debt=True, printed="NP"),
    OtherMark(WITHDRAWN, counts_in_gpa=False, earns_credit=False, closes_debt=False, makes_debt=False, printed="W"),
    OtherMark("AU", counts_in_gpa=False, earns_credit=False, closes_debt=False, makes_debt=False, printed="AU"),
    OtherMark("R", counts_in_gpa=False, earns_credit=False, closes_debt=False, makes_debt=False, printed="R"),
    OtherMark(
        DID_NOT_APPEAR, counts_in_gpa=True, earns_credit=False, closes_debt=False, makes_debt=True, printed="n/a (F)"
    ),
    OtherMark(NOT_ADMITTED, counts_in_gpa=True, earns_credit=False, closes_debt=False, makes_debt=True, printed="F"),
)
"""R4.6."""


def _policy(version: int, season: str | None, weeks: tuple[int, ...]) -> Policy:
    return Policy(
        version=version,
        valid_from=date(2011, 1, 1),
        season=season,
        course_id=None,
        attestation_weeks=weeks,
        attestation_weights=(1, 1),
        admission_value=Decimal(50),
        admission_mode=AdmissionMode.MEAN,
        rating_weight=60,
        exam_weight=40,
        exam_minimum=Decimal(50),
        sheet_hours=24,
        repeated=Repeated.LAST,
        scale=KZ_2011.version,
    )


POLICIES = (_policy(1, None, (7, 15)), _policy(2, "summer", (2, 4)))
