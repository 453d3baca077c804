"""Billing's own commands: statements, prices, accounts, the tie-out, the journal, its part of academic records."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.queries import bank, journal, lists
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import accounts, examination, records, republishing, statements, tariffs
from services.billing.usecases.accounts import NewAccount
from services.billing.usecases.tariffs import PriceRow
from shared.commands import report
from shared.errors import Refused
from shared.money import Money
from shared.records.source import source_options, university_of

AS_JSON = click.option("--json", "as_json", is_flag=True, help="For a program to read.")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def group() -> None:
    """Tariffs, invoices, payments, books."""


@group.group("statement", help="Bank statements: look at one, load one, see what is in.")
def statement() -> None:
    """Bank statements."""


@statement.command(
    "load", help="Load a statement whole, or refuse it whole with every reason; the same again is nothing."
)
@FILE
@AS_JSON
def load_statement(file: Path, as_json: bool) -> None:
    with _changing() as session:
        loaded = statements.load(session, file.read_bytes(), file.name)
    _print(_facts(loaded), as_json)


@statement.command("unload", help="Refused always, with what to do instead: nothing that is booked is deleted (R14.1).")
@click.argument("file_id", type=click.UUID)
def unload_statement(file_id: UUID) -> None:
    with _changing() as session:
        statements.unload(session, file_id)


@statement.command("preview", help="Say what loading would do; nothing changes. Exits 1 if it would be refused.")
@FILE
@AS_JSON
def preview_statement(file: Path, as_json: bool) -> None:
    with db.read() as session:
        seen = examination.examine(session, file.read_bytes())
    said = seen.statement
    told: dict[str, Any] = {
        "encoding": seen.encoding,
        "account": said.account if said else None,
        "opening": Money(said.opening) if said else None,
        "received": Money(said.received) if said else None,
        "spent": Money(said.spent) if said else None,
        "closing": Money(said.closing) if said else None,
        "loaded_before": seen.known_file is not None,
        "new_lines": len(seen.new),
        "problems": [f"{one.code} ({one.rule}) {dict(one.params)}" for one in seen.problems],
    }
    _print(told, as_json)
    if seen.problems:
        sys.exit(1)


@statement.command("through", help="The day through which each account, and all of them, are in.")
@AS_JSON
def through(as_json: bool) -> None:
    with db.read() as session:
        told: dict[str, Any] = {one.iban: one.complete_through for one in bank.account_states(session)}
        told["all"] = bank.through(session)
    _print(told, as_json)


@group.group("tariffs", help="The price of one credit by specialty and academic year.", invoke_without_command=True)
@AS_JSON
@click.pass_context
def prices(context: click.Context, as_json: bool) -> None:
    if context.invoked_subcommand is None:
        with db.read() as session:
            rows = [dict(row._mapping) for row in session.execute(lists.tariffs())]
        report(rows, as_json, lambda: [f"{r['specialty']}  {r['academic_year']}  {r['price']}" for r in rows])


@prices.command("set", help="Set a price: SPECIALTY ACADEMIC_YEAR PRICE, as of a day.")
@click.argument("specialty")
@click.argument("academic_year", type=int)
@click.argument("price")
@click.option("--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--ground", required=True, help="The order that sets it.")
def set_price(specialty: str, academic_year: int, price: str, valid_from: datetime, ground: str) -> None:
    with _changing() as session:
        row = PriceRow(specialty, academic_year, _money(price), valid_from.date())
        made = tariffs.set_prices(session, [row], ground)
    click.echo("set" if made else "unchanged")


@group.command("add-account", help="Watch a bank account: without its statements no invoice lapses (R8.4).")
@click.argument("iban")
@click.option("--title", required=True)
@click.option("--bank", "bank_name", default="")
@click.option("--bic", default="")
@click.option("--no-payments", is_flag=True, help="Invoices do not name it.")
def add_account(iban: str, title: str, bank_name: str, bic: str, no_payments: bool) -> None:
    with _changing() as session:
        account = accounts.open_account(session, NewAccount(iban, title, bank_name, bic, not no_payments))
        click.echo(account.iban)


@group.command(
    "tie-out", help="Each tenge of the statements' income, where it lies now. Exits 1 if it does not add up."
)
@AS_JSON
def show_tie_out(as_json: bool) -> None:
    with db.read() as session:
        seen = tie_out(session)
    _print({**_facts(seen), "booked_total": seen.booked_total, "holds": seen.holds}, as_json)
    if not seen.holds:
        sys.exit(1)


@group.command("journal", help="The books in beancount's plain form, for another program to check.")
def print_journal() -> None:
    with db.read() as session:
        for line in journal.journal(session):
            click.echo(line)


@group.command("republish", help="Tell the others again what they keep of billing.")
def republish() -> None:
    with _changing() as session:
        number = republishing.republish(session)
    click.echo(f"told again: {number}")


@group.command("load-records", help="Set the prices of academic records and open the account; twice is once.")
@source_options
@AS_JSON
def load_records(*, as_json: bool, **source: Any) -> None:
    began = time.monotonic()
    university = university_of(**source)
    with _changing() as session:
        new = records.take(session, university)
    click.echo("billing: 1/1", err=True)
    _print({"source": university.source, "new": new, "seconds": round(time.monotonic() - began, 1)}, as_json)


@contextmanager
def _changing() -> Iterator[Session]:
    """One transaction; a refusal is printed with every reason, and the command fails."""
    try:
        with db.transaction() as session:
            yield session
    except Refused as refused:
        lines = [f"{reason.code} ({reason.rule}) {dict(reason.params)}" for reason in refused.reasons]
        raise click.ClickException("refused:\n  " + "\n  ".join(lines)) from None


def _facts(told: Any) -> dict[str, Any]:
    return {one.name: getattr(told, one.name) for one in fields(told)}


def _print(told: dict[str, Any], as_json: bool) -> None:
    plain = {name: str(value) if isinstance(value, Money | date) else value for name, value in told.items()}
    report(plain, as_json, lambda: [f"{name}: {value}" for name, value in plain.items()])


def _money(written: str) -> Money:
    try:
        return Money.of(written)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
