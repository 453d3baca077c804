"""Messages through the real processes, from the commit of the outbox to the last effect, beside plain Celery."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from click import ClickException
from sqlalchemy import create_engine, func, select

import shared.messaging.tables  # noqa: F401  # declares the tables
from deploy.bench import pair
from deploy.bench.row import Row
from deploy.embedded.instance import Instance, started
from deploy.embedded.programs import Program
from shared import kernel
from shared.contracts.billing import CancelInvoice
from shared.messaging import publish

PATIENCE = 120.0
NUMBER = 4000


def measure(runs: int) -> list[Row]:
    """Messages a second, both ways."""
    with (
        tempfile.TemporaryDirectory(prefix="tirkeu-bench-") as folder,
        started(Instance(Path(folder) / "var", outside={}, listed=_programs), _tables) as instance,
    ):
        os.environ["REDIS_URL"] = instance.environment("billing")["REDIS_URL"]
        for warm_up in (_ours, _plain):
            warm_up(200)
        pairs = [(NUMBER / _ours(NUMBER), NUMBER / _plain(NUMBER)) for _ in range(runs)]
    return [Row("messages", "messages/s", "one Celery task a message", pairs)]


def _ours(number: int) -> float:
    how = f"ours {uuid4()}"
    with pair.registration.transaction() as session:
        publish(session, [CancelInvoice(case_id=uuid4(), why=how) for _ in range(number)])
    return _until_written(how, number)


def _plain(number: int) -> float:
    how, celery = f"plain {uuid4()}", pair.plain()
    began = time.monotonic()
    with celery.producer_or_acquire() as producer:
        for _ in range(number):
            celery.send_task(f"{pair.PLAIN}.note", args=(str(uuid4()), how), producer=producer, ignore_result=True)
    return time.monotonic() - began + _until_written(how, number)


def _until_written(how: str, number: int) -> float:
    began = time.monotonic()
    query = select(func.count()).select_from(pair.written).where(pair.written.c.how == how)
    while True:
        with pair.billing.read() as session:
            if session.scalar(query) == number:
                return time.monotonic() - began
        if time.monotonic() - began > PATIENCE:
            raise ClickException(f"the {number} messages did not all arrive in {PATIENCE:.0f} s")
        time.sleep(0.005)


def _tables(instance: Instance) -> None:
    for service, db in (("billing", pair.billing), ("registration", pair.registration)):
        environment = instance.surroundings.of_owner(service)
        owner = create_engine(environment[f"TIRKEU_{service.upper()}_OWNER_DATABASE_URL"])
        kernel.metadata.create_all(owner)
        if service == "billing":
            pair.metadata.create_all(owner)
        owner.dispose()
        db.bind(environment[f"TIRKEU_{service.upper()}_DATABASE_URL"])


def _programs(instance: Instance) -> list[Program]:
    listed = (("worker", "billing"), ("plain", "billing"), ("worker", "registration"), ("relay", "registration"))
    return [_program(instance, kind, service) for kind, service in listed]


def _program(instance: Instance, kind: str, service: str) -> Program:
    command = (sys.executable, "-m", "deploy.bench.pair", kind, service)
    stops_as = "relay" if kind == "relay" else "worker"
    return Program(f"{service}.{kind}", stops_as, command, instance.environment(service))
