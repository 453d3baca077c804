"""Sections of past terms with their weekly classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.models.sections import Section, SectionMeeting
from services.registration.usecases.records import events, rows
from services.registration.usecases.records.context import Context
from shared.messaging import publish
from shared.records.model import SectionRecord


def take(session: Session, context: Context, records: Sequence[SectionRecord]) -> int:
    """Sections that are new, their classes, and the event of each."""
    statement = insert(Section).on_conflict_do_nothing().returning(Section.section_id)
    new = set(session.scalars(statement, [rows.section(context, record) for record in records]))
    fresh = [record for record in records if record.id in new]
    meetings = [row for record in fresh for row in _meetings(record)]
    if meetings:
        session.execute(insert(SectionMeeting), meetings)
    publish(session, [events.section(context, record) for record in fresh])
    return len(new)


def _meetings(record: SectionRecord) -> list[dict[str, Any]]:
    return [
        {
            "section_id": record.id,
            "nth": nth,
            "weekday": meeting.weekday,
            "starts": meeting.starts,
            "ends": meeting.ends,
            "room": meeting.room,
        }
        for nth, meeting in enumerate(record.meetings, start=1)
    ]
