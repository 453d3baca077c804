"""Notifications' own commands: how deliveries stand, and having failed ones tried again."""

from uuid import UUID

import click

from services.notifications.db import db
from shared.commands import report
from shared.errors import NotFound, Refused


@click.group()
def group() -> None:
    """Notices and their delivery."""


@group.command("deliveries", help="How many deliveries stand where, by channel and state.")
@click.option("--json", "as_json", is_flag=True)
def deliveries(as_json: bool) -> None:
    from services.notifications.queries import delivery_counts

    with db.read() as session:
        told = delivery_counts(session)
    report(told, as_json, lambda: [f"{name}: {number}" for name, number in told.items()] or ["no deliveries"])


@group.command("retry", help="Have a failed delivery, or one without an address, tried again.")
@click.argument("delivery_id", type=click.UUID)
def retry(delivery_id: UUID) -> None:
    from services.notifications.usecases.sending import try_again

    try:
        with db.transaction() as session:
            try_again(session, delivery_id)
    except NotFound:
        raise click.ClickException(f"There is no delivery {delivery_id}.") from None
    except Refused as refused:
        raise click.ClickException(f"It can't be tried again: {refused}") from None
    click.echo(f"waits for its next try: {delivery_id}")
