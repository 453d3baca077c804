"""Commands about accounts."""

from __future__ import annotations

from dataclasses import asdict

import click

from services.registration.db import db
from services.registration.settings import settings
from services.registration.usecases.demo import demo_accounts
from shared.commands import report


@click.command("demo-accounts", help="One account for each role; none when the people are real.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def demo_accounts_command(as_json: bool) -> None:
    with db.transaction() as session:
        made = demo_accounts(session, settings().secret_key)
    report(
        [asdict(account) for account in made],
        as_json,
        lambda: [f"{account.role}: {account.login} / {account.password}" for account in made] or ["none"],
    )
