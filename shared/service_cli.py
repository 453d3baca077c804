"""The commands that every service has: its processes, its migrations, its messages, its clock.

Each imports what it needs when it runs: the process that only starts a web server need not know the database.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

if TYPE_CHECKING:
    from shared.db import Database
    from shared.messaging.celery import ServiceCelery

WEB_THREADS = 40
"""Requests at once in a web process; as many may share a transaction (shared.web.together)."""


def kernel_commands(service: str) -> list[click.Command]:
    """The commands of one service; its modules are imported only when a command runs."""
    return [_web(service), _worker(service), _relay(service), _migrate(service), _messages(service), _clock(service)]


def _celery(service: str) -> ServiceCelery:
    import_module(f"services.{service}.worker")
    celery: ServiceCelery = import_module(f"services.{service}.celery_app").celery
    return celery


def _db(service: str) -> Database:
    db: Database = import_module(f"services.{service}.db").db
    return db


def report(data: Any, as_json: bool, lines: Callable[[], list[str]]) -> None:
    """Print a report for a program or for a person."""
    click.echo(json.dumps(data, default=str, ensure_ascii=False) if as_json else "\n".join(lines()))


def _web(service: str) -> click.Command:
    @click.command("web", help="Serve the pages and the API of this service.")
    @click.option("--host", default="127.0.0.1", show_default=True)
    @click.option("--port", type=int, required=True)
    @click.option("--threads", type=int, default=WEB_THREADS, show_default=True)
    def web(host: str, port: int, threads: int) -> None:
        from granian.constants import Interfaces
        from granian.server import Server

        Server(
            f"services.{service}.app:create_app",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=threads,
            factory=True,
            log_access=False,
        ).serve()

    return web


def _worker(service: str) -> click.Command:
    @click.command("worker", help="Digest the messages of this service's queue.")
    @click.option("--threads", type=int, default=4, show_default=True)
    def worker(threads: int) -> None:
        from shared.logging import set_up_logging

        set_up_logging(service)
        _celery(service).work(threads)

    return worker


def _relay(service: str) -> click.Command:
    @click.command("relay", help="Send this service's waiting messages and fire its deadlines; several may run.")
    def relay() -> None:
        from shared.logging import set_up_logging
        from shared.messaging.relay import Relay

        set_up_logging(service)
        Relay(_celery(service)).run()

    return relay


def _migrate(service: str) -> click.Command:
    @click.command("migrate", help="Bring the tables of this service to the newest version.")
    @click.option("--new", metavar="MESSAGE", help="Write a new migration from what the models say instead.")
    @click.option("--told", is_flag=True, help="Who had to tell this service again what it keeps of them has done it.")
    def migrate(new: str | None, told: bool) -> None:
        from shared import migrations

        url = os.environ[f"TIRKEU_{service.upper()}_OWNER_DATABASE_URL"]
        if new:
            click.echo(migrations.revision(service, url, new))
        else:
            migrations.upgrade(service, url)
            _copies(service, url, told)

    return migrate


def _copies(service: str, url: str, told: bool) -> None:
    """Say who has to tell again what this service keeps of them, until somebody says that they have."""
    from shared.messaging.copies import copies_told, wanted_copies
    from shared.migrations import owner

    with owner(url) as connection:
        senders = wanted_copies(connection)
        if told:
            copies_told(connection, senders)
            return
    for sender in senders:
        click.echo(f"{service} made room for more of what {sender} tells. Run: tirkeu {sender} republish")
    if senders:
        click.echo(f"When that is done: tirkeu {service} migrate --told")


def _clock(service: str) -> click.Command:
    @click.command("clock", help="Tell the office clock of this service; in rehearsal, set it.")
    @click.option("--to", "to", metavar="MOMENT", help="ISO date and time in Almaty; only in rehearsal.")
    @click.option("--json", "as_json", is_flag=True)
    def clock(to: str | None, as_json: bool) -> None:
        from shared.clock import ALMATY, now, set_office
        from shared.messaging.deadlines import next_due

        if to and os.environ.get("TIRKEU_REHEARSAL") != "1":
            raise click.ClickException("The office clock is set only in rehearsal (TIRKEU_REHEARSAL=1).")
        with _db(service).transaction() as session:
            if to:
                moment = datetime.fromisoformat(to)
                set_office(session, moment if moment.tzinfo else moment.replace(tzinfo=ALMATY))
            told = {"office": now(session).office, "next_due": next_due(session)}
        report(told, as_json, lambda: [f"{name}: {value}" for name, value in told.items()])

    return clock


def _messages(service: str) -> click.Group:
    @click.group("messages", help="What waits, what is not acknowledged, what is parked.", invoke_without_command=True)
    @click.option("--json", "as_json", is_flag=True)
    @click.pass_context
    def messages(context: click.Context, as_json: bool) -> None:
        from shared.messaging.state import message_state, parked_messages

        if context.invoked_subcommand is None:
            with _db(service).read() as session:
                state, lying = message_state(session), parked_messages(session)
            data = {**state, "parked_messages": lying}
            report(data, as_json, lambda: _told(state, lying))

    for command in (_replay(service), _discard(service), _resend(service)):
        messages.add_command(command)
    return messages


def _told(state: dict[str, Any], lying: list[dict[str, Any]]) -> list[str]:
    lines = [f"{name}: {value}" for name, value in state.items()]
    return lines + [f"  {p['mid']}  {p['name']}  {p['parked_at']:%Y-%m-%d %H:%M}  {p['error']}" for p in lying]


def _replay(service: str) -> click.Command:
    @click.command("replay", help="Digest a parked message again, past inbox and age.")
    @click.argument("mid", type=click.UUID)
    def replay_one(mid: UUID) -> None:
        from shared.messaging.inbox import replay

        celery = _celery(service)
        _must_be_parked(celery.db, mid)
        try:
            replay(celery.db, celery.handlers, mid)
        except Exception as error:
            raise click.ClickException(f"It failed again and stays parked: {type(error).__name__}: {error}") from error
        click.echo(f"replayed {mid}")

    return replay_one


def _discard(service: str) -> click.Command:
    @click.command("discard", help="Give a parked message up; the row and the reason stay on record.")
    @click.argument("mid", type=click.UUID)
    @click.option("--reason", required=True)
    def discard(mid: UUID, reason: str) -> None:
        from shared.messaging.inbox import settle

        db = _db(service)
        _must_be_parked(db, mid)
        with db.transaction() as session:
            settle(session, mid, f"discarded: {reason}")
        click.echo(f"discarded {mid}")

    return discard


def _resend(service: str) -> click.Command:
    @click.command("resend", help="Send anew what stopped because its hearer was away for a week; all of it, or one.")
    @click.argument("mid", type=click.UUID, required=False)
    @click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
    def resend_old(mid: UUID | None, as_json: bool) -> None:
        from shared.messaging.aging import resend

        with _db(service).transaction() as session:
            found = resend(session, mid)
        if mid and not found:
            raise click.ClickException(f"No message {mid} of {service} has stopped.")
        report({"resent": found}, as_json, lambda: [f"{found} sent anew"])

    return resend_old


def _must_be_parked(db: Database, mid: UUID) -> None:
    from sqlalchemy import select

    from shared.messaging.tables import parked

    with db.read() as session:
        if session.scalar(select(parked.c.mid).where(parked.c.mid == mid, parked.c.settled_at.is_(None))) is None:
            click.echo(f"No parked message {mid}.", err=True)
            sys.exit(1)
