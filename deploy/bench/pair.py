"""The processes that are measured: our messaging, and plain Celery with one task a message, doing the same write.

`python -m deploy.bench.pair worker|relay|plain` runs one of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from uuid import UUID

from celery import Celery
from sqlalchemy import Column, MetaData, Table, Text, Uuid, insert
from sqlalchemy.orm import Session

from shared.contracts.billing import CancelInvoice
from shared.db import Database
from shared.messaging import ServiceCelery
from shared.messaging.celery import QUIET, SETTINGS
from shared.messaging.relay import Relay

metadata = MetaData()
written = Table("bench_written", metadata, Column("case_id", Uuid), Column("how", Text))

billing, registration = Database("billing"), Database("registration")
PLAIN = "bench_plain"


def ours(service: str) -> ServiceCelery:
    """Our messaging: lists of messages, one transaction a list."""
    celery = ServiceCelery(service, billing if service == "billing" else registration)
    if service == "billing":
        celery.handles(CancelInvoice)(note)
    return celery


def note(commands: Sequence[CancelInvoice], session: Session) -> None:
    """The write that both sides do."""
    session.execute(insert(written), [{"case_id": c.case_id, "how": c.why} for c in commands])


def plain() -> Celery:
    """The usual way: one task a message, one transaction a task; nothing guards it against loss or doubling."""
    celery = Celery(PLAIN, broker=os.environ["REDIS_URL"])
    celery.conf.update(SETTINGS, task_default_queue=PLAIN, worker_prefetch_multiplier=4)

    @celery.task(name=f"{PLAIN}.note", ignore_result=True)  # type: ignore[untyped-decorator]  # Celery is not annotated
    def note_one(case_id: str, how: str) -> None:
        with billing.transaction() as session:
            session.execute(insert(written), [{"case_id": UUID(case_id), "how": how}])

    return celery


def main(kind: str, service: str) -> None:
    """One process, until it is stopped."""
    if kind == "relay":
        Relay(ours(service)).run()
        return
    if kind == "worker":
        ours(service).work(level="ERROR")
        return
    name = f"{PLAIN}-{os.getpid()}@local"
    plain().worker_main(["worker", "-P", "threads", "-c", "4", "-n", name, *QUIET, "-l", "ERROR", "-Q", PLAIN])


if __name__ == "__main__":
    main(*sys.argv[1:])
