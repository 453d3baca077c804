"""The `tirkeu` command: a group for each service, joined from its own `cli.py`, and what concerns all four.

Nothing of a service is imported before one of its commands runs.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deploy import plainly
from deploy.embedded import running
from deploy.embedded.services import SERVICES

if TYPE_CHECKING:
    from deploy.office_time import OfficeTime

MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
SHORT = {
    "registration": "People, catalogue, terms, seats, applications.",
    "grading": "Sheets, marks, results, debts in courses.",
    "billing": "Tariffs, invoices, payments, books.",
    "notifications": "Notices and their delivery.",
}


class ServiceGroup(click.Group):
    """The commands of a service: the kernel's and its own."""

    def __init__(self, service: str) -> None:
        super().__init__(service, help=SHORT[service])
        self.service = service

    def list_commands(self, context: click.Context) -> list[str]:
        self._kernel()
        self._own()
        return super().list_commands(context)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        self._kernel()
        if name not in self.commands:
            self._own()
        return super().get_command(context, name)

    def _kernel(self) -> None:
        """The commands that every service has; they need nothing of this one before they run."""
        running.adopt(self.service)
        for command in import_module("shared.service_cli").kernel_commands(self.service):
            self.commands.setdefault(str(command.name), command)

    def _own(self) -> None:
        """The service's own commands."""
        if find_spec(f"services.{self.service}.cli"):
            own: click.Group = import_module(f"services.{self.service}.cli").group
            self.commands.update(own.commands)


ELSEWHERE = {
    "bank-day": "deploy.rehearsal.bank_day:bank_day",
    "bench": "deploy.bench.cli:bench",
    "demo": "deploy.rehearsal.cli:demo",
}


class Tirkeu(click.Group):
    """Large commands are packages of their own, imported only when they are asked for."""

    def invoke(self, context: click.Context) -> Any:
        """Do it; what is in its way is said in a line."""
        try:
            return super().invoke(context)
        except Exception as error:
            line = plainly.said(error)
            if line is None:
                raise
            raise click.ClickException(line) from error

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*super().list_commands(context), *ELSEWHERE])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in ELSEWHERE:
            module, _, attribute = ELSEWHERE[name].partition(":")
            found: click.Command = getattr(import_module(module), attribute)
            return found
        return super().get_command(context, name)


@click.group(cls=Tirkeu, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The registration office: four services, one command."""


for each in SERVICES:
    main.add_command(ServiceGroup(each))


@main.command()
def run() -> None:
    """Run everything on this machine until Ctrl-C."""
    from deploy.embedded.run import run as start

    sys.exit(start())


@main.command("demo-university")
@click.option("--students", default=1000, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def demo_university(students: int, seed: int, *, as_json: bool) -> None:
    """Fill an instance with a university that does not exist; what is there stays as it is."""
    load(as_json, "--source", "generated", "--students", str(students), "--seed", str(seed))


@main.group("import")
def imports() -> None:
    """Load records of other systems."""


@imports.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--seed", default=1, show_default=True, help="Draws what the data leave open: names, groups.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def oulad(folder: Path, seed: int, *, as_json: bool) -> None:
    """Load the Open University's data set: twice is once, and what was stopped goes on."""
    load(as_json, "--source", "oulad", "--dir", str(folder.absolute()), "--seed", str(seed))


def load(as_json: bool, *options: str) -> None:
    """Load into all services and say what came of it."""
    running.require()
    from deploy import loading

    told = loading.load(*options)
    if told is None:
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for service, numbers in told.items():
            click.echo(f"{service}: " + ", ".join(f"{name} {value}" for name, value in numbers.items()))


@main.group()
def clock() -> None:
    """The office clock of a rehearsal."""


@clock.command()
@click.argument("moment", type=click.DateTime(MOMENTS))
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def to(moment: datetime, *, as_json: bool) -> None:
    """Let office time pass up to this moment in Almaty, from one due moment to the next, each when all is quiet."""
    with rehearsed() as office:
        office.refuse_earlier(moment)
        stops = office.to(moment)
    click.echo(json.dumps([stop.isoformat() for stop in stops]) if as_json else "\n".join(map(str, stops)))


@clock.command()
@click.option("--from", "since", required=True, type=click.DateTime(MOMENTS))
@click.option("--to", "until", required=True, type=click.DateTime(MOMENTS))
def outage(since: datetime, until: datetime) -> None:
    """Declare that all was down between two moments in Almaty: what takes something away waits for the chairman."""
    if until <= since:
        raise click.ClickException("An outage ends after it has begun.")
    with rehearsed() as office:
        office.refuse_earlier(since)
        office.outage(since, until)


@contextmanager
def rehearsed() -> Iterator["OfficeTime"]:
    """The office clocks of a rehearsal; only there are they moved."""
    running.require()
    if os.environ.get("TIRKEU_REHEARSAL") != "1":
        raise click.ClickException("The office clock is moved only in rehearsal (TIRKEU_REHEARSAL=1 make run).")
    from deploy.office_time import Backwards, Unquiet, of_environment

    try:
        yield of_environment()
    except (Backwards, Unquiet) as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
