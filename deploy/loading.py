"""Loading records into all four services: each takes its own part into its own schema."""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click

from deploy.embedded.services import SERVICES
from shared.records.generated import generated_university
from shared.records.model import University

Told = Callable[[int, int], None]


def demo(students: int, seed: int) -> None:
    """The generated university, unless it is there."""
    load(generated_university(seed, students))


def oulad(folder: Path, seed: int, *, as_json: bool) -> None:
    """The Open University's data, and a report row for every line that could not be taken."""
    from shared.records.oulad import oulad_university

    university = oulad_university(folder, seed)
    load(university)
    if as_json:
        click.echo(json.dumps([vars_of(row) for row in university.report], ensure_ascii=False))
        return
    for row in university.report:
        click.echo(f"{row.file}:{row.line}: {row.why}; {row.done}")


def vars_of(row: object) -> dict[str, object]:
    """A report row as plain values."""
    return {name: getattr(row, name) for name in getattr(row, "__slots__", ())}


def load(university: University) -> None:
    """Each service's `load_university`, one after the other; what is in already is passed over."""
    for service in SERVICES:
        import_module(f"services.{service}.cli").load_university(university, progress(service))


def progress(service: str) -> Told:
    """A line that says how far a service is, rewritten on a screen, written at the end elsewhere."""

    def told(batch: int, batches: int) -> None:
        last = batch >= batches
        if last or click.get_text_stream("stderr").isatty():
            click.echo(f"\r{service}: {batch} of {batches} batches", err=True, nl=last)

    return told
