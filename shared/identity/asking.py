"""Who asked for what, where one transaction does what several people have asked for (R1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from shared.identity.actor import Actor, actor_of, delegated_by
from shared.logging import correlation_id


@dataclass(frozen=True, slots=True)
class Asking:
    """One request: who acts in it, whose delegate he is, and the correlation that everything it causes carries."""

    actor: Actor | None
    delegated_by: UUID | None
    correlation: str
    arrived_at: datetime | None = None
    """When the request arrived, in real time, where others were served before it (D25)."""

    @classmethod
    def here(cls, session: Session) -> Asking:
        """Of a transaction that does what one has asked for."""
        correlation = session.info.setdefault("correlation", str(correlation_id()))
        return cls(actor_of(session), delegated_by.get(), correlation)


def asked_by(session: Session, case_id: UUID, asking: Asking) -> None:
    """This case is what he has asked for; the rest of the transaction may be others'."""
    session.info.setdefault("asked", {})[case_id] = asking


def asking_of(session: Session, case_id: UUID | None = None) -> Asking:
    """Who has asked for this case; where nobody else is named for it, the one who acts in the transaction."""
    asked: Mapping[UUID | None, Asking] = session.info.get("asked", {})
    return asked.get(case_id) or Asking.here(session)
