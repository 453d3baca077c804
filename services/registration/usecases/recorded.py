"""Who wrote a row, for whom, and when: the same three columns on every row that a person's act makes (R1.2)."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from sqlalchemy.orm import Session

from shared.clock import now
from shared.identity.asking import asking_of


class Recording(TypedDict):
    """The columns of ``Recorded``."""

    recorded_at: datetime
    recorded_by: UUID | None
    on_behalf_of: UUID | None


def recorded(session: Session, case_id: UUID | None = None) -> Recording:
    """By whoever asked for this case, or acts in this transaction; by nobody where the office's own machinery does."""
    asking = asking_of(session, case_id)
    actor = asking.actor
    behalf = actor.on_behalf_of if actor else None
    return Recording(
        recorded_at=now(session).real,
        recorded_by=actor.person_id if actor else None,
        on_behalf_of=behalf.person_id if behalf else asking.delegated_by,
    )
