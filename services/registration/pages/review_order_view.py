"""An order about a student in words: as it would be issued, and as it was (R11.1, R11.4, R12.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.registration.queries import review_effects
from services.registration.queries.reviews import ReviewFile
from services.registration.review_paper import points
from services.registration.usecases import review_orders, revocations
from shared.errors import Refused
from shared.i18n import LANGUAGES
from shared.web.problems import told


@dataclass(frozen=True, slots=True)
class Draft:
    """What lies before the rector: its text in each language, what stands against signing it."""

    texts: Mapping[str, Sequence[str]]
    against: Sequence[Mapping[str, str]]


def drafted(session: Session, file: ReviewFile) -> Draft | None:
    """The draft, while it waits for the signature."""
    row = file.review
    if row.sign_until is None or row.order_id is not None or row.way is not None:
        return None
    against = [told(reason) for reason in Refused.because(*review_orders.before_signing(session, row)).reasons]
    return Draft(in_languages(review_orders.EXPELS, review_orders.content(session, row)), against)


def drafted_revocation(session: Session, case_id: UUID) -> Draft | None:
    """The draft of the revoking order, while it waits for the signature."""
    asked = review_effects.revocation_of(session, case_id)
    if asked is None or asked.signed_at is not None:
        return None
    return Draft(in_languages(revocations.REVOKES, revocations.content(session, asked)), [])


def in_languages(kind: str, content: Mapping[str, Any]) -> dict[str, list[str]]:
    """The points of an order in Kazakh, Russian and English."""
    return {language: points(kind, content, language) for language in LANGUAGES}
