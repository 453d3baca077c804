"""The age of messages: days on which their service was down count for none; what grew too old is sent anew by a person.

A message is sent for seven days and refused by its hearer after fourteen, as the hearer remembers for thirty what it
has heard. Nothing goes by that: whoever stops a service and comes back after weeks goes on where it stopped.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from shared.clock import now
from shared.messaging.tables import inbox, outbox
from shared.messaging.wire import STOP_AFTER

LONG = timedelta(days=1)
"""A shorter rest ages nothing noticeably."""
log = structlog.get_logger()


def rested(session: Session, since: datetime, until: datetime) -> None:
    """The service was down between these real moments: what it says, and what it has heard, is no older for it."""
    if until - since < LONG:
        return
    said, heard = outbox.c.made_at, inbox.c.received_at
    session.execute(update(outbox).where(said <= since).values(made_at=said + (until - since), next_try_at=until))
    session.execute(update(inbox).where(heard <= since).values(received_at=heard + (until - since)))


def stopped(session: Session) -> int:
    """How many messages are sent no more, as they were not acknowledged for too long: their hearer is away."""
    return session.scalar(select(func.count()).where(outbox.c.made_at <= now(session).real - STOP_AFTER)) or 0


def resend(session: Session, mid: UUID | None = None) -> int:
    """Send what had stopped anew, or this one of it; a copy of what its hearer knows changes nothing. How many."""
    real = now(session).real
    old = outbox.c.made_at <= real - STOP_AFTER
    mine = old if mid is None else old & (outbox.c.mid == mid)
    anew = update(outbox).where(mine).values(made_at=real, sendings=0, next_try_at=real).returning(outbox.c.mid)
    found = len(session.scalars(anew).all())
    session.info["published"] = found > 0
    return found


def warn(session: Session) -> None:
    """The log says so as long as anything has stopped."""
    if number := stopped(session):
        log.error("messages.stopped", service=session.info["service"], number=number, remedy="messages resend")
