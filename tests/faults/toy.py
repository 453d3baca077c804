"""Two tiny services on the real kernel: billing digests cancellations and answers, registration hears the answers.

`python -m tests.faults.toy worker|relay SERVICE` runs one of their processes.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy import Column, MetaData, Table, Text, Uuid, insert
from sqlalchemy.orm import Session

from shared.contracts.billing import CancelInvoice, InvoiceCancelled
from shared.db import Database
from shared.messaging import ServiceCelery, publish
from shared.messaging.relay import Relay

metadata = MetaData()
effects = Table("toy_effects", metadata, Column("case_id", Uuid), Column("what", Text))
"""No key: an effect that happens twice stands here twice."""

DEADLY, POISON = UUID(int=7), UUID(int=13)
"""The first kills its worker between taking the message and noting it, once; the second can't be digested."""

dbs = {service: Database(service) for service in ("billing", "registration")}


def celery_of(service: str) -> ServiceCelery:
    """The worker side of one of the two."""
    celery = ServiceCelery(service, dbs[service])
    if service == "billing":
        celery.handles(CancelInvoice)(cancel)
    else:
        celery.handles(InvoiceCancelled)(cancelled)
    return celery


def cancel(commands: Sequence[CancelInvoice], session: Session) -> None:
    """Note each, and answer; the deadly one only on its first try of all."""
    session.execute(insert(effects), [{"case_id": c.case_id, "what": "cancel"} for c in commands])
    if any(c.case_id == DEADLY for c in commands) and not _died_before():
        os.kill(os.getpid(), signal.SIGKILL)
    if any(c.case_id == POISON and c.why == "poison" for c in commands):
        raise ZeroDivisionError("poison")
    publish(session, [InvoiceCancelled(case_id=c.case_id, invoice_id=c.case_id) for c in commands])


def _died_before() -> bool:
    try:
        (Path(os.environ["TIRKEU_VAR"]) / "died").touch(exist_ok=False)
    except FileExistsError:
        return True
    return False


def cancelled(events: Sequence[InvoiceCancelled], session: Session) -> None:
    """Note each answer."""
    session.execute(insert(effects), [{"case_id": e.case_id, "what": "cancelled"} for e in events])


def main(kind: str, service: str) -> None:
    """One process."""
    celery = celery_of(service)
    if kind == "relay":
        Relay(celery).run()
        return
    celery.work()


if __name__ == "__main__":
    main(*sys.argv[1:])
