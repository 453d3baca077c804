"""What grading's journal tells of absences, as facts for the expulsion review (R11.2d, R11.3)."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations
from uuid import uuid4

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.registration.models.copies import AbsenceFact
from services.registration.usecases import grounds
from shared.contracts.grading import AbsenceCrossed, AbsenceCured

CROSSED = AbsenceCrossed(
    fact_id=uuid4(), version_no=1, student_id=uuid4(), term_id=uuid4(), ground="share", section_id=uuid4(),
    course_id=uuid4(), missed=7, held=30, share=Decimal("23.33"), since=date(2025, 9, 8), until=date(2025, 10, 20),
    as_of=datetime(2025, 10, 20, 9, tzinfo=UTC),
)  # fmt: skip
CURED = AbsenceCured(
    **{**asdict(CROSSED), "version_no": 2, "missed": 5, "share": Decimal("16.66"), "why": "excused"}
)  # fmt: skip


def test_a_crossing_is_kept_with_its_evidence_and_cured_in_whatever_order_it_is_told(registration_db: Session) -> None:
    again = replace(CROSSED, version_no=3, missed=8)
    events: list[AbsenceCrossed | AbsenceCured] = [CROSSED, CURED, again]
    for told in permutations(events):
        registration_db.execute(delete(AbsenceFact))
        for event in told:
            grounds.note_absences(registration_db, [event])
        registration_db.expire_all()
        fact = registration_db.get_one(AbsenceFact, CROSSED.fact_id)
        assert (fact.stands, fact.missed, fact.cured_why) == (True, 8, "")


def test_a_cured_crossing_says_why(registration_db: Session) -> None:
    grounds.note_absences(registration_db, [CURED, CROSSED])
    fact = registration_db.get_one(AbsenceFact, CROSSED.fact_id)
    assert (fact.stands, fact.missed, fact.share, fact.cured_why) == (False, 5, Decimal("16.66"), "excused")
