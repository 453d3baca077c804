"""The register of what auditors have read: only added to (R1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.models.externals import Reading
from shared.clock import now
from shared.contracts.registration import NoteReading


def note(session: Session, readings: Sequence[NoteReading]) -> None:
    """Each reading once."""
    moment = now(session).real
    rows = [{**asdict(reading), "recorded_at": moment} for reading in readings]
    if rows:
        session.execute(insert(Reading).on_conflict_do_nothing(), rows)
