"""Papers of an expulsion review print in three languages, and say what was decided (R12.2)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from services.registration.models.orders import Order
from services.registration.models.review_effects import Certificate
from services.registration.review_paper import Words, _points, certificate_pdf, draft_pdf, expulsion_pdf
from shared.i18n import LANGUAGES

NOON = datetime(2026, 5, 18, 7, tzinfo=UTC)
STUDENT = {
    "name": "Сериков Әлихан", "number": "2300001", "year": 2, "funding": "grant", "specialty": "6B061",
    "faculty": {"kk": "АТ", "ru": "ИТ", "en": "IT"}, "specialty_title": {"kk": "АЖ", "ru": "ИС", "en": "IS"},
    "group": "IS-1",
}  # fmt: skip
CONTENT: dict[str, Any] = {
    "case": 7, "student": STUDENT, "ground": "absent_share", "letter": "d", "what": "text:ground_by_event.absent_share",
    "happened_on": None, "document": "", "told_on": "2026-05-01", "explained": True, "protocol": "2026-3",
    "protocol_on": "2026-05-15", "from_on": "2026-05-18", "readmission_from": "2026-07-01",
}  # fmt: skip
REVOKING = {**CONTENT, "revokes": "2026-4", "revoked_on": "2026-05-18", "why": "appeal", "words": "", "document": ""}
RESULT = {"course": "MAT101", "title_kk": "Математика", "title_ru": "Математика", "title_en": "Maths",
          "credits": "number:5", "mark": "B"}  # fmt: skip


def order(kind: str, content: dict[str, Any]) -> Order:
    return Order(order_id=uuid4(), year=2026, number=5, kind=kind, subject_id=uuid4(), issued_at=NOON, content=content)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paper_prints_in_every_language(language: str) -> None:
    content = {
        "student": STUDENT,
        "order": "2026-5",
        "from_on": "2026-05-18",
        "readmission_from": "2026-07-01",
        "results": [RESULT],
    }
    paper = Certificate(certificate_id=uuid4(), year=2026, number=1, issued_at=NOON, content=content)
    made = [
        expulsion_pdf(order("expulsion", CONTENT), language), expulsion_pdf(order("revocation", REVOKING), language),
        draft_pdf(CONTENT, language), certificate_pdf(paper, language),
    ]  # fmt: skip
    assert all(one.startswith(b"%PDF") for one in made)
    assert not any("review_paper." in point or "{" in point for point in _points(Words(language), "expulsion", CONTENT))
    assert not any(
        "review_paper." in point or "{" in point for point in _points(Words(language), "revocation", REVOKING)
    )


def test_an_order_names_student_ground_protocol_and_the_day_of_his_right_to_come_back() -> None:
    said = " ".join(_points(Words("en"), "expulsion", CONTENT))
    assert all(part in said for part in ("Сериков Әлихан", "R11.2 (d)", "2026-3", "By the journal"))
