"""The academic certificate of one who leaves: his results, as grading stated them on the day of the order (R11.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.models.review_effects import Certificate
from services.registration.models.reviews import Review
from services.registration.usecases import paper_numbers, paper_seals, review_effects, review_orders
from services.registration.usecases.recorded import recorded
from shared.clock import now
from shared.errors import NotFound

KIND = "academic_certificate"


def issue(session: Session, cases: Sequence[Review]) -> None:
    """Numbered without gaps, sealed, kept as issued (R12.2, R15.2)."""
    for case in cases:
        order = review_orders.order_of(session, case)
        year, number = paper_numbers.take(session, KIND)
        paper = Certificate(
            certificate_id=uuid4(), year=year, number=number, student_id=case.student_id, review_id=case.case_id,
            issued_at=now(session).office, content=_content(case, order.content, order.full_number),
            **recorded(session),
        )  # fmt: skip
        session.add(paper)
        session.flush()
        paper_seals.append(session, paper)
        review_effects.note(session, case.case_id, "done", "certificate", "", {"number": paper.full_number})


def _content(case: Review, ordered: dict[str, Any], number: str) -> dict[str, Any]:
    return {
        "student": ordered["student"], "order": number, "from_on": ordered["from_on"],
        "readmission_from": ordered["readmission_from"], "results": case.record,
    }  # fmt: skip


def of_review(session: Session, case_id: UUID) -> Certificate:
    """The certificate of a case. Raises NotFound."""
    found = session.scalar(select(Certificate).where(Certificate.review_id == case_id))
    if found is None:
        raise NotFound("certificate")
    return found
