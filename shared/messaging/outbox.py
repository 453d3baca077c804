"""Publishing: outbox rows in the transaction that changed what they tell of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert
from sqlalchemy.orm import Session

from shared.clock import now
from shared.contracts.base import Message, case_of
from shared.db import one_of
from shared.identity.asking import asking_of
from shared.messaging.codec import body_of
from shared.messaging.envelope import Envelope
from shared.messaging.tables import outbox


def publish(session: Session, messages: Iterable[Message]) -> None:
    """Say these, once the transaction commits: one row for each hearer of each message."""
    rows = [row for message in messages for row in _rows(session, message)]
    if rows:
        session.execute(insert(outbox), rows)
        session.info["published"] = True


def _rows(session: Session, message: Message) -> list[dict[str, Any]]:
    service, moment = session.info["service"], now(session)
    causation, correlation = trace(session, message)
    body, contract = body_of(message), type(message)
    if contract.kind != "command" and contract.owner != service:
        raise ValueError(f"{service} can't tell {contract.name}: that is {contract.owner}'s to tell")
    return [
        {
            "mid": uuid4(),
            "hearer": hearer,
            "name": contract.name,
            "version": contract.version,
            "body": body,
            "case_id": case_of(message),
            "causation": causation,
            "correlation": correlation,
            "made_at": moment.real,
            "office_at": moment.office,
            "next_try_at": moment.real,
        }
        for hearer in contract.hearers
    ]


def trace(session: Session, message: Message) -> tuple[Any, str]:
    """What caused a message, and the correlation that it carries on.

    In a batch the incoming message of the same case is the cause; a lone incoming one causes all that is said. What
    nobody has caused carries on the correlation of the request that asked for it.
    """
    incoming: Mapping[UUID | None, Envelope] = session.info.get("incoming", {})
    cause = incoming.get(case_of(message))
    if cause is None and len(incoming) == 1:
        cause = next(iter(incoming.values()))
    if cause is not None:
        return cause.mid, cause.correlation
    return None, asking_of(session, case_of(message)).correlation


def acknowledge(session: Session | Connection, mids: Sequence[Any]) -> None:
    """The hearer has the effects of these in his tables: their rows may go."""
    session.execute(delete(outbox).where(one_of(outbox.c.mid, mids)))
