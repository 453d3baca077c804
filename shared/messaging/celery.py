"""A service's Celery: contracts in, handlers that take lists, the settings that were measured."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import structlog
from celery import Celery
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shared.contracts.base import REGISTRY, Message, task_name
from shared.db import Database
from shared.messaging.acknowledge import Acknowledger, accept, queue_of
from shared.messaging.envelope import Envelope
from shared.messaging.inbox import Handler, consume
from shared.messaging.wire import send_waiting

M = TypeVar("M", bound=Message)
log = structlog.get_logger()

QUEUE_LIMIT = 200
"""Tasks waiting at a hearer above which it is sent nothing more: a dead worker never fills Redis."""
QUEUE_BUSY = 2
"""Tasks waiting at a hearer above which what it has not acknowledged most likely lies among them."""
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")

SETTINGS: dict[str, Any] = {
    "task_serializer": "json",
    "accept_content": ["json"],
    "task_ignore_result": True,
    "result_backend": None,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    # Our own outbox sends again, not Celery.
    "task_acks_on_failure_or_timeout": True,
    "task_create_missing_queues": True,
    # A task carries up to a hundred messages: what a worker can't begin yet stays in the queue, where it is counted.
    "worker_prefetch_multiplier": 1,
    "worker_send_task_events": False,
    "worker_enable_remote_control": False,
    "worker_hijack_root_logger": False,
    "worker_soft_shutdown_timeout": 5,
    "broker_pool_limit": 4,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "broker_transport_options": {
        "visibility_timeout": 120,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 10,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "health_check_interval": 25,
        "retry_on_timeout": True,
    },
}


def transport() -> dict[str, Any]:
    """How Redis is used: every key begins with the instance's name, so that several may share one server."""
    wire = os.environ.get("TIRKEU_WIRE")
    options: dict[str, Any] = SETTINGS["broker_transport_options"]
    return {**options, "global_keyprefix": f"{wire}:"} if wire else options


class ServiceCelery(Celery):  # type: ignore[misc]  # Celery is not annotated
    """One service's worker side: its queue bears its name, its tasks the names of the contracts it hears."""

    def __init__(self, service: str, db: Database) -> None:
        super().__init__(service, broker=os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0"))
        self.service = service
        self.db = db
        self.handlers: dict[tuple[str, int], Handler] = {}
        self.conf.update(SETTINGS, task_default_queue=service, broker_transport_options=transport())
        self.acknowledger = Acknowledger(service, self.send_task)
        self.task(name=f"{service}.acknowledge", ignore_result=True)(self._acknowledged)

    def handles(self, contract: type[M]) -> Callable[[Callable[[Sequence[M], Session], None]], Handler]:
        """Register what this service does with the messages of a contract that it hears."""
        if self.service not in contract.hearers:
            raise ValueError(f"{self.service} does not hear {contract.name}")

        def register(function: Callable[[Sequence[M], Session], None]) -> Handler:
            handler = cast("Handler", function)
            self.handlers[contract.name, contract.version] = handler
            self.task(name=task_name(contract, self.service), ignore_result=True)(self._receiver(handler))
            return handler

        return register

    def _receiver(self, handler: Handler) -> Callable[[list[dict[str, Any]]], None]:
        def receive(data: list[dict[str, Any]]) -> None:
            self.receive(handler, [Envelope.from_json(item) for item in data])

        return receive

    def receive(self, handler: Handler, envelopes: Sequence[Envelope]) -> None:
        """Digest, acknowledge; what failed for want of the database comes again."""
        with structlog.contextvars.bound_contextvars(
            message=envelopes[0].name, correlation=envelopes[0].correlation, number=len(envelopes)
        ):
            try:
                done = consume(self.db, handler, envelopes)
            except DBAPIError as error:
                log.warning("database.away", error=type(error.orig).__name__)
                return
            self.acknowledger.add(done)
            log.info("message.digested", done=len(done))

    def send_waiting(self) -> int:
        """Send this service's waiting messages; the relay sends what this leaves."""
        lengths = self.queue_lengths()
        full = [hearer for hearer, length in lengths.items() if length > QUEUE_LIMIT]
        busy = [hearer for hearer, length in lengths.items() if length > QUEUE_BUSY]
        return send_waiting(self.db, self.send, full=full, busy=busy)

    def send(self, hearer: str, name: str, version: int, envelopes: Sequence[Envelope]) -> None:
        """One task, on the hearer's queue, with many messages."""
        task = task_name(REGISTRY[name, version], hearer)
        self.send_task(task, args=([e.as_json() for e in envelopes],), queue=hearer, retry=False)

    def queue_lengths(self) -> dict[str, int]:
        """Tasks that wait at each hearer."""
        hearers = sorted({hearer for contract in REGISTRY.values() for hearer in contract.hearers})
        with self.pool.acquire(block=True) as connection:
            pipe = connection.default_channel.client.pipeline(transaction=False)
            for hearer in hearers:
                pipe.llen(hearer)
            return dict(zip(hearers, pipe.execute(), strict=True))

    def _acknowledged(self, mids: list[str]) -> None:
        accept(self.db, mids)

    def _send_at_once(self) -> None:
        try:
            self.send_waiting()
        except Exception as error:  # the wire is away: what was committed stands, and the relay sends it
            log.warning("sending.waits", error=type(error).__name__)

    def work(self, threads: int = 4, level: str = "WARNING") -> None:
        """Digest messages and take acknowledgements until stopped: a worker process, which sends what it says."""
        self.db.say_published = self._send_at_once
        name, queues = f"{self.service}-{os.getpid()}@local", f"{self.service},{queue_of(self.service)}"
        self.worker_main(["worker", "-P", "threads", "-c", str(threads), "-n", name, *QUIET, "-l", level, "-Q", queues])
