"""Receiving: each message has its effect once; one that can't be digested is parked, and holds up no other.

A batch is one transaction. If it fails it is done again one message at a time; a message that failed is counted and
sent again by its producer; after ``TRIES`` it is parked with its traceback and acknowledged. A lost connection, a
deadlock or a serialization failure is nobody's fault and no try.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import Uuid, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shared.clock import now
from shared.contracts.base import Message
from shared.db import Database, one_of
from shared.messaging.codec import load
from shared.messaging.counts import count
from shared.messaging.envelope import Envelope
from shared.messaging.outbox import acknowledge
from shared.messaging.tables import inbox, message_tries, parked

TRIES = 4
AT_ONCE_TRIES = 3
TOO_OLD = timedelta(days=14)

Handler = Callable[[Sequence[Message], Session], None]
log = structlog.get_logger()

_TRANSIENT = {"40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "25P03"}
"""Serialization failure, deadlock, lock or statement timeout, and the server going down."""


class TooOld(Exception):
    """The message is older than the inbox remembers: it can't be told from one that was digested already."""


def consume(db: Database, handler: Handler, envelopes: Sequence[Envelope]) -> list[Envelope]:
    """Digest these, and return those that may be acknowledged: done now, done before, or parked.

    Raises the database's error where that, and no message, was at fault: the producer will send again.
    """
    tries = _count_first(db, [e for e in envelopes if e.sending > 1])
    try:
        return _digest_all(db, handler, envelopes, tries)
    except DBAPIError as error:
        if is_transient(error):
            _take_back(db, list(tries))
        raise


def _digest_all(
    db: Database, handler: Handler, envelopes: Sequence[Envelope], tries: dict[UUID, int]
) -> list[Envelope]:
    together = [e for e in envelopes if tries.get(e.mid, 0) < 2]
    alone = [e for e in envelopes if tries.get(e.mid, 0) >= 2]
    done: list[Envelope] = []
    try:
        done += _digest(db, handler, together)
    except Exception as error:
        if is_transient(error):
            raise
        alone = together + alone
    for envelope in alone:
        done += _alone(db, handler, envelope, counted=envelope.mid in tries)
    return done


def _count_first(db: Database, again: Sequence[Envelope]) -> dict[UUID, int]:
    """A message that was sent again may be the one that kills its worker: its try counts before it is begun."""
    if not again:
        return {}
    with db.transaction() as session:
        known = set(session.scalars(select(inbox.c.mid).where(one_of(inbox.c.mid, [e.mid for e in again]))))
        return _add_try(session, [e.mid for e in again if e.mid not in known])


def _add_try(session: Session, mids: Sequence[UUID]) -> dict[UUID, int]:
    if not mids:
        return {}
    row = insert(message_tries).values(
        [{"mid": m, "tries": 1, "tried_at": now(session).real} for m in sorted(set(mids))]
    )
    counted = session.execute(
        row.on_conflict_do_update(
            index_elements=["mid"], set_={"tries": message_tries.c.tries + 1, "tried_at": row.excluded.tried_at}
        ).returning(message_tries.c.mid, message_tries.c.tries)
    )
    return {row.mid: row.tries for row in counted}


def _digest(db: Database, handler: Handler, envelopes: Sequence[Envelope]) -> Sequence[Envelope]:
    """One transaction for all of them; retried at once where the database, not a message, was at fault."""
    for attempt in range(1, AT_ONCE_TRIES + 1):
        try:
            _once(db, handler, envelopes)
            break
        except DBAPIError as error:
            if attempt == AT_ONCE_TRIES or not is_transient(error):
                raise
    return envelopes


def _once(db: Database, handler: Handler, envelopes: Sequence[Envelope]) -> None:
    if not envelopes:
        return
    with db.transaction() as session:
        new = _not_seen(session, envelopes)
        if new:
            session.info["incoming"] = {e.case_id or e.mid: e for e in new}
            handler([load(e.name, e.version, e.body) for e in new], session)
            session.flush()
        own = [e.mid for e in envelopes if e.sender == db.service]
        if own:
            acknowledge(session, own)


def _not_seen(session: Session, envelopes: Sequence[Envelope]) -> list[Envelope]:
    real = now(session).real
    for old in (e for e in envelopes if e.made_at < real - TOO_OLD):
        raise TooOld(f"{old.name} of {old.made_at:%Y-%m-%d}")
    unique = sorted({e.mid for e in envelopes})
    rows = select(func.unnest(literal(unique, ARRAY(Uuid))), literal(envelopes[0].name), literal(real))
    inserted = insert(inbox).from_select(["mid", "name", "received_at"], rows)
    fresh = set(session.scalars(inserted.on_conflict_do_nothing().returning(inbox.c.mid)))
    count(session, seen_before=len(envelopes) - len(fresh))
    if any(e.sending > 1 for e in envelopes):
        session.execute(delete(message_tries).where(one_of(message_tries.c.mid, unique)))
    return list({e.mid: e for e in envelopes if e.mid in fresh}.values())


def _alone(db: Database, handler: Handler, envelope: Envelope, *, counted: bool) -> Sequence[Envelope]:
    try:
        return _digest(db, handler, [envelope])
    except Exception as error:
        if is_transient(error):
            raise
        log.exception("message.failed", message=envelope.name, mid=str(envelope.mid), case=str(envelope.case_id))
        return _park_or_leave(db, envelope, error, counted=counted)


def _park_or_leave(db: Database, envelope: Envelope, error: Exception, *, counted: bool) -> Sequence[Envelope]:
    with db.transaction() as session:
        if not counted:
            _add_try(session, [envelope.mid])
        tries = session.scalar(select(message_tries.c.tries).where(message_tries.c.mid == envelope.mid)) or 0
        if tries < TRIES and not isinstance(error, TooOld):
            return ()
        _park(session, envelope, error)
        if envelope.sender == db.service:
            acknowledge(session, [envelope.mid])
    log.error("message.parked", message=envelope.name, mid=str(envelope.mid), tries=tries)
    return (envelope,)


def _park(session: Session, envelope: Envelope, error: Exception) -> None:
    session.execute(
        insert(parked)
        .values(
            mid=envelope.mid,
            name=envelope.name,
            envelope=envelope.as_json(),
            error=f"{type(error).__name__}: {error}"[:2000],
            traceback="".join(traceback.format_exception(error))[-20000:],
            parked_at=now(session).real,
        )
        .on_conflict_do_nothing()
    )
    session.execute(insert(inbox).values(mid=envelope.mid, name=envelope.name, received_at=now(session).real))
    session.execute(delete(message_tries).where(message_tries.c.mid == envelope.mid))


def _take_back(db: Database, mids: Sequence[UUID]) -> None:
    """The database was away: that was no try of these."""
    if mids:
        with db.transaction() as session:
            session.execute(
                update(message_tries).where(one_of(message_tries.c.mid, mids)).values(tries=message_tries.c.tries - 1)
            )


def is_transient(error: Exception) -> bool:
    """Whether the database, not what was asked of it, is to blame: the same may go well a moment later."""
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state is None or state in _TRANSIENT or state.startswith("08")


def replay(db: Database, handlers: dict[tuple[str, int], Handler], mid: UUID) -> bool:
    """Digest a parked message again, past inbox and age, if it lies there; it stays parked if it fails again."""
    with db.transaction() as session:
        row = session.execute(
            select(parked).where(parked.c.mid == mid, parked.c.settled_at.is_(None)).with_for_update()
        ).one_or_none()
        if row is None:
            return False
        envelope = Envelope.from_json(row.envelope)
        session.info["incoming"] = {envelope.case_id or envelope.mid: envelope}
        handlers[envelope.name, envelope.version]([load(envelope.name, envelope.version, envelope.body)], session)
        return settle(session, mid, "replayed")


def settle(session: Session, mid: UUID, how: str) -> bool:
    """A parked message was replayed, or is discarded for a reason; the row stays for the record.

    False if it is not parked, or another was quicker: what was done with it first is what is on record.
    """
    lying = update(parked).where(parked.c.mid == mid, parked.c.settled_at.is_(None)).returning(parked.c.mid)
    return session.scalar(lying.values(settled_at=now(session).real, settled_how=how)) is not None
