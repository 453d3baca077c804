"""What an auditor reads is noted: who, what, when; the others' reading is not (R1.2)."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from shared.clock import now
from shared.contracts.registration import NoteReading
from shared.identity import Role, actor_of
from shared.messaging import publish


def note_reading(session: Session, service: str, what: str, case_id: UUID) -> None:
    """Tell registration's register that the auditor who acts has read this part of a case."""
    actor = actor_of(session)
    if actor is None or not actor.has(Role.AUDITOR):
        return
    publish(session, [NoteReading(uuid4(), actor.person_id, service, what, case_id, now(session).office)])
