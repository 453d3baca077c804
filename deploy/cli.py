"""The `tirkeu` command: a group for each service, joined from its own `cli.py`, and what concerns all four.

Nothing of a service is imported before one of its commands runs.
"""

import json
import os
import sys
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from deploy.embedded import running
from deploy.embedded.services import SERVICES

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
        self._load()
        return super().list_commands(context)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        self._load()
        return super().get_command(context, name)

    def _load(self) -> None:
        """Take the commands over, once."""
        if self.commands:
            return
        running.adopt(self.service)
        for command in import_module("shared.service_cli").kernel_commands(self.service):
            self.add_command(command)
        if find_spec(f"services.{self.service}.cli"):
            own: click.Group = import_module(f"services.{self.service}.cli").group
            for name, command in own.commands.items():
                self.add_command(command, name)


class Tirkeu(click.Group):
    """The rehearsal's command is its own package's."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*super().list_commands(context), *(["demo"] if find_spec("deploy.rehearsal") else [])])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name == "demo" and find_spec("deploy.rehearsal"):
            player: click.Command = import_module("deploy.rehearsal.cli").demo
            return player
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
def demo_university(students: int, seed: int) -> None:
    """Fill an empty instance with a university that does not exist; a full one stays as it is."""
    running.adopt()
    from deploy import loading

    loading.demo(students, seed)


@main.group("import")
def imports() -> None:
    """Load records of other systems."""


@imports.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--seed", default=1, show_default=True, help="Draws what the data leave open: names, groups.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def oulad(folder: Path, seed: int, *, as_json: bool) -> None:
    """Load the Open University's data set: twice is once, and what was stopped goes on."""
    running.adopt()
    from deploy import loading

    loading.oulad(folder, seed, as_json=as_json)


@main.group()
def clock() -> None:
    """The office clock of a rehearsal."""


@clock.command()
@click.argument("moment", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]))
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def to(moment: datetime, *, as_json: bool) -> None:
    """Let office time pass up to this moment in Almaty, from one due moment to the next, each when all is quiet."""
    running.adopt()
    if os.environ.get("TIRKEU_REHEARSAL") != "1":
        raise click.ClickException("The office clock is moved only in rehearsal (TIRKEU_REHEARSAL=1 make run).")
    from deploy.office_time import Unquiet, of_environment

    try:
        stops = of_environment().to(moment)
    except Unquiet as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps([stop.isoformat() for stop in stops]) if as_json else "\n".join(map(str, stops)))


if __name__ == "__main__":
    main()
