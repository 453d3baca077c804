"""The operator's view of held deadlines, and their release on the chairman's written order (R13.1)."""

from __future__ import annotations

from dataclasses import asdict

import click

from services.registration.db import db
from services.registration.queries import held_deadlines as queries
from services.registration.usecases import held_deadlines
from shared.commands import report
from shared.errors import Refused


@click.group("held-deadlines", invoke_without_command=True, help="What a long outage holds; `release` lets it act.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def held_deadlines_group(context: click.Context, as_json: bool) -> None:
    if context.invoked_subcommand:
        return
    with db.read() as session:
        rows = [
            {**asdict(one), "since": one.since.isoformat(), "until": one.until.isoformat()}
            for one in queries.waiting(session)
        ]
    report(rows, as_json, lambda: [f"{row['service']} {row['what']}: {row['number']}" for row in rows] or ["none"])


@held_deadlines_group.command("release", help="Let those of one kind in one service act; the reason is kept.")
@click.argument("service")
@click.argument("kind")
@click.option("--why", required=True, help="The chairman's order and its reason.")
@click.option("--json", "as_json", is_flag=True)
def release(service: str, kind: str, why: str, as_json: bool) -> None:
    try:
        with db.transaction() as session:
            act = held_deadlines.release(session, service, kind, why)
            told = {"release_id": str(act.release_id), "service": service, "kind": kind, "number": act.number}
    except Refused as refused:
        raise click.ClickException("; ".join(f"{one.code} ({one.rule})" for one in refused.reasons)) from refused
    report(told, as_json, lambda: [f"{service} {kind}: {told['number']} released"])
