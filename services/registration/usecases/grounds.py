"""Grounds of an expulsion review as other services tell them, kept as facts with their evidence (R11.2, R11.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from services.registration.models.copies import AbsenceFact
from shared.contracts.grading import AbsenceCrossed, AbsenceCured
from shared.messaging import upsert_copy

Absence = AbsenceCrossed | AbsenceCured


def note_absences(session: Session, events: Sequence[Absence]) -> None:
    """Keep that the journal's limit is crossed, or stands crossed no more; the newer version holds (R11.2d, R11.3)."""
    upsert_copy(session, AbsenceFact, [_row(event) for event in events], key="fact_id")


def _row(event: Absence) -> dict[str, Any]:
    values = asdict(event)
    why = values.pop("why", "")
    return {**values, "stands": isinstance(event, AbsenceCrossed), "cured_why": why}
