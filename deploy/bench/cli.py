"""`tirkeu bench`: measure on a throwaway instance, print a table, write `var/bench/report.json`."""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from sqlalchemy import create_engine, func, select

import shared.messaging.tables  # noqa: F401  # declares the tables
from deploy.bench import pair
from deploy.embedded.instance import Instance, started
from deploy.embedded.programs import Program
from shared import kernel
from shared.contracts.billing import CancelInvoice
from shared.messaging import publish

PATIENCE = 120.0


@click.command()
@click.option("--messages", default=4000, show_default=True, type=click.IntRange(100))
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1))
def bench(messages: int, runs: int) -> None:
    """Measure messages through the real processes beside one Celery task a message."""
    with tempfile.TemporaryDirectory(prefix="tirkeu-bench-") as folder:
        os.environ.setdefault("TIRKEU_LOG", "json")
        with started(Instance(Path(folder) / "var", outside={}, listed=_programs), _tables) as instance:
            os.environ["REDIS_URL"] = instance.environment("billing")["REDIS_URL"]
            results = [_messages(messages, runs)]
    path = Path(os.environ.get("TIRKEU_VAR") or "var") / "bench" / "report.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"schema": 1, "results": results}, indent=1) + "\n", "utf-8")
    for row in results:
        click.echo(
            f"{row['name']:12} {row['value']:>9.1f} {row['unit']:10} {row['reference']}: {row['reference_value']:.1f}"
            f"  ratio {row['ratio']:.1f}  (median of {row['runs']})"
        )


def _messages(number: int, runs: int) -> dict[str, Any]:
    """From the commit of the outbox rows to the commit of the last effect, a second."""
    for warm_up in (_ours, _plain):
        warm_up(200)
    pairs = [(number / _ours(number), number / _plain(number)) for _ in range(runs)]
    return {
        "name": "messages",
        "value": statistics.median(mine for mine, _ in pairs),
        "unit": "messages/s",
        "reference": "one Celery task a message",
        "reference_value": statistics.median(theirs for _, theirs in pairs),
        "ratio": statistics.median(mine / theirs for mine, theirs in pairs),
        "runs": runs,
    }


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
            raise click.ClickException(f"the {number} messages did not all arrive in {PATIENCE:.0f} s")
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
