"""Registration's own commands: bringing in its part of academic records, naming the demo accounts."""

from __future__ import annotations

import time
from typing import Any

import click
from sqlalchemy import select

from services.registration.account_commands import demo_accounts_command
from services.registration.db import db
from services.registration.deadline_commands import held_deadlines_group
from services.registration.models.registrations import RecordsReport
from services.registration.usecases.demo import council_of_the_demo
from services.registration.usecases.records.context import Context
from services.registration.usecases.records.load import next_batch_after, note_report, take_batch
from services.registration.usecases.republish import KINDS, tell_next
from shared.clock import now
from shared.commands import report
from shared.records.model import University
from shared.records.source import source_options, university_of


@click.group()
def group() -> None:
    """People, catalogue, terms, seats, applications."""


group.add_command(demo_accounts_command)
group.add_command(held_deadlines_group)


@group.command("load-records", help="Bring in people, catalogue, terms, sections and registrations; twice is once.")
@source_options
@click.option("--json", "as_json", is_flag=True)
def load_records(*, as_json: bool, **source: Any) -> None:
    began = time.monotonic()
    university = university_of(**source)
    new = _load(university)
    with db.transaction() as session:
        note_report(session, university)
        council_of_the_demo(session, university.source)
    told = {
        "source": university.source,
        "batches": university.batch_count(),
        "new": new,
        "not_taken": len(university.report),
        "seconds": round(time.monotonic() - began, 1),
    }
    report(told, as_json, lambda: [f"{name}: {value}" for name, value in told.items()])


def _load(university: University) -> int:
    """Every batch that is not in yet, each in a transaction of its own; answers how many records were new."""
    with db.read() as session:
        context, after = Context.of(university, now(session).real), next_batch_after(session, university)
    total, new = university.batch_count(), 0
    for batch in university.batches(after=after):
        with db.transaction() as session:
            new += take_batch(session, context, batch, total)
        _progress(batch.number, total, batch.kind.__name__, len(batch.records))
    return new


def _progress(number: int, total: int, kind: str, records: int) -> None:
    """On the error channel, so that a report in JSON stays one."""
    click.echo(f"registration: {number}/{total} {kind.removesuffix('Record').lower()} {records}", err=True)


@group.command("records-report", help="Every line of loaded records that could not be taken as it stands, and why.")
@click.option("--json", "as_json", is_flag=True)
def records_report(as_json: bool) -> None:
    with db.read() as session:
        rows = [
            {"source": row.source, "file": row.file, "line": row.line, "why": row.why, "done": row.done}
            for row in session.scalars(select(RecordsReport).order_by(RecordsReport.source, RecordsReport.nth))
        ]
    report(rows, as_json, lambda: [f"{row['file']}:{row['line']}: {row['why']}; {row['done']}" for row in rows])


@group.command("republish", help="Tell the other services everything anew; the versions decide what they take.")
@click.option("--only", "kinds", type=click.Choice(list(KINDS)), multiple=True, help="These alone; all without it.")
@click.option("--json", "as_json", is_flag=True)
def republish(kinds: tuple[str, ...], as_json: bool) -> None:
    told = {kind: _tell_all(kind) for kind in kinds or tuple(KINDS)}
    report(told, as_json, lambda: [f"{kind}: {number} batches" for kind, number in told.items()])


def _tell_all(kind: str) -> int:
    """Every batch of a kind, each in a transaction of its own; answers how many there were."""
    after, batches = None, 0
    while True:
        with db.transaction() as session:
            after = tell_next(session, kind, after)
        if after is None:
            return batches
        batches += 1
