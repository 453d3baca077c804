"""The relay: one small process a service (or several) that fires deadlines and sends what waits."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from types import FrameType

import structlog
from sqlalchemy import delete, text

from shared.clock import now
from shared.db import Database
from shared.messaging.aging import warn
from shared.messaging.celery import ServiceCelery
from shared.messaging.deadlines import fire
from shared.messaging.outages import beat
from shared.messaging.tables import inbox, message_tries
from shared.messaging.wire import AT_ONCE, to_do

BUSY, IDLE = 0.01, 0.2
KEEP_INBOX = timedelta(days=30)
KEEP_KEYS = timedelta(days=7)
PRUNE_EVERY = 3600.0
BEAT_EVERY = 30.0
"""Seconds between two heartbeats: far below the shortest outage that counts."""
log = structlog.get_logger()


class Relay:
    """Is woken by a datagram on loopback whenever its service publishes, and looks by itself every 200 ms.

    Where nobody can ring it polls every 10 ms while it is busy, and backs off.
    """

    def __init__(self, celery: ServiceCelery, prune: Callable[[Database], None] | None = None) -> None:
        self.celery = celery
        self.db = celery.db
        self._stop = False
        self._pruned_at = time.monotonic()
        self._beat_at = 0.0
        self._port = int(os.environ.get(f"TIRKEU_{celery.service.upper()}_WAKE_PORT", "0"))
        self._prune = prune or prune_inbox

    def run(self) -> None:
        """Until SIGTERM or SIGINT. Whatever is away (database, wire) is waited for."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stopped)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bell:
            bell.setblocking(False)
            bell.bind(("127.0.0.1", self._port))
            pause = BUSY
            while not self._stop:
                pause = self._pause(self._round(), pause)
                _wait(bell, pause)

    def _pause(self, moved: int, before: float) -> float:
        """Seconds until the next look, unless somebody rings."""
        if self._port:
            return 0.0 if moved >= AT_ONCE else IDLE
        return BUSY if moved else min(before * 2, IDLE)

    def _stopped(self, number: int, frame: FrameType | None) -> None:
        self._stop = True

    def _round(self) -> int:
        try:
            if self._beats():
                self._beat()
            fires, sends = to_do(self.db)
            fired = self._fire() if fires else 0
            sent = self.celery.send_waiting() if fired or sends else 0
            if time.monotonic() - self._pruned_at > PRUNE_EVERY:
                self._pruned_at = time.monotonic()
                self._prune(self.db)
                self._warn()
            return fired + sent
        except Exception as error:
            log.warning("relay.waits", error=type(error).__name__)
            time.sleep(IDLE)
            return 0

    def _beats(self) -> bool:
        """By the wall clock, which no sleep stops."""
        return abs(time.time() - self._beat_at) > BEAT_EVERY

    def _beat(self) -> None:
        """Before anything fires, so that nothing does which an outage is to hold."""
        clock = time.time()
        with self.db.transaction() as session:
            beat(session)
        self._beat_at = clock

    def _warn(self) -> None:
        with self.db.read() as session:
            warn(session)

    def _fire(self) -> int:
        with self.db.transaction() as session:
            return fire(session)


def _wait(bell: socket.socket, pause: float) -> None:
    if select.select([bell], [], [], pause)[0]:
        while select.select([bell], [], [], 0)[0]:
            bell.recv(16)


def prune_inbox(db: Database) -> None:
    """Ids older than 30 days go: nothing that old is accepted any more (the limit is 14); keys of requests after 7."""
    with db.transaction() as session:
        real = now(session).real
        old = real - KEEP_INBOX
        session.execute(delete(inbox).where(inbox.c.received_at < old))
        session.execute(delete(message_tries).where(message_tries.c.tried_at < old))
        # By its name: the table is the web kit's, and a relay has no web.
        session.execute(text("DELETE FROM idempotency_keys WHERE made_at < :old"), {"old": real - KEEP_KEYS})
