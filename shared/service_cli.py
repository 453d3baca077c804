"""The commands that every service has: its processes, its migrations, its messages, its clock.

Each imports what it needs when it runs: the process that only starts a web server need not know the database.
"""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

import click

from shared.commands import celery_of, db_of, report
from shared.message_commands import messages_group

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WEB_THREADS = 40
"""Requests at once in a web process; as many may share a transaction (shared.web.together)."""


def kernel_commands(service: str) -> list[click.Command]:
    """The commands of one service; its modules are imported only when a command runs."""
    processes = [_web(service), _worker(service), _relay(service)]
    return [*processes, _migrate(service), messages_group(service), _clock(service)]


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
        celery_of(service).work(threads)

    return worker


def _relay(service: str) -> click.Command:
    @click.command("relay", help="Send this service's waiting messages and fire its deadlines; several may run.")
    def relay() -> None:
        from shared.logging import set_up_logging
        from shared.messaging.relay import Relay

        set_up_logging(service)
        Relay(celery_of(service)).run()

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
        from shared.clock import now
        from shared.messaging.deadlines import next_due

        if to and os.environ.get("TIRKEU_REHEARSAL") != "1":
            raise click.ClickException("The office clock is set only in rehearsal (TIRKEU_REHEARSAL=1).")
        with db_of(service).transaction() as session:
            if to:
                _set_forward(session, datetime.fromisoformat(to))
            told = {"office": now(session).office, "next_due": next_due(session)}
        report(told, as_json, lambda: [f"{name}: {value}" for name, value in told.items()])

    return clock


def _set_forward(session: Session, moment: datetime) -> None:
    """Let the clock stand at this moment (Almaty, unless it says otherwise); never at one before it stood."""
    from shared.clock import ALMATY, set_office, stands_at

    aware = moment if moment.tzinfo else moment.replace(tzinfo=ALMATY)
    before = stands_at(session)
    if before is not None and aware < before:
        raise click.ClickException(f"The clock stands at {before.astimezone(ALMATY)} and goes forward only.")
    set_office(session, aware)
