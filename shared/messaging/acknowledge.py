"""Acknowledging: the hearer tells the producer which messages have had their effect.

No outbox row is needed for it: a lost acknowledgement makes the producer send again, and the inbox answers at once.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import structlog

from shared.db import Database
from shared.messaging.envelope import Envelope
from shared.messaging.outbox import acknowledge

PAUSE = 0.02
TASK_SIZE = 1000
log = structlog.get_logger()


class Acknowledger:
    """Gathers acknowledgements for a moment, so that one task carries those of many batches."""

    def __init__(self, service: str, send_task: Callable[..., Any]) -> None:
        self.service = service
        self._send_task = send_task
        self._lock = threading.Lock()
        self._waiting: dict[str, list[str]] = defaultdict(list)
        self._thread: threading.Thread | None = None

    def add(self, envelopes: Sequence[Envelope]) -> None:
        """These may be acknowledged; the own service's were, in the transaction that digested them."""
        with self._lock:
            for envelope in envelopes:
                if envelope.sender != self.service:
                    self._waiting[envelope.sender].append(str(envelope.mid))
            if self._waiting and self._thread is None:
                self._thread = threading.Thread(target=self._flush_soon, daemon=True, name="acknowledger")
                self._thread.start()

    def _flush_soon(self) -> None:
        threading.Event().wait(PAUSE)
        with self._lock:
            waiting, self._waiting, self._thread = self._waiting, defaultdict(list), None
        try:
            self.send(waiting)
        except Exception as error:  # the wire is away: the producers send again, and are answered then
            log.warning("acknowledgement.lost", error=type(error).__name__)

    def send(self, waiting: dict[str, list[str]]) -> None:
        for producer, mids in waiting.items():
            for start in range(0, len(mids), TASK_SIZE):
                some = mids[start : start + TASK_SIZE]
                self._send_task(f"{producer}.acknowledge", args=(some,), queue=queue_of(producer), retry=False)


def queue_of(producer: str) -> str:
    """Acknowledgements have a queue of their own: behind the producer's other work they would come too late."""
    return f"{producer}.acknowledgements"


def accept(db: Database, mids: Sequence[str]) -> None:
    """The producer's side: the rows go."""
    with db.lone_statement() as connection:
        acknowledge(connection, [UUID(mid) for mid in mids])
