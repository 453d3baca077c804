"""Which records to load, as every service's `load-records` is told: the same options, the same university."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from shared.records.model import University

Command = TypeVar("Command", bound=Callable[..., Any])


def source_options(command: Command) -> Command:
    """`--source`, `--dir`, `--seed`, `--students`; the command gets them as ``**source`` for `university_of`."""
    for option in reversed(
        (
            click.option("--source", type=click.Choice(["generated", "oulad"]), required=True),
            click.option(
                "--dir",
                "folder",
                type=click.Path(exists=True, file_okay=False, path_type=Path),
                help="OULAD's folder.",
            ),
            click.option("--seed", type=int, default=1, show_default=True),
            click.option("--students", type=int, default=1000, show_default=True, help="Of a generated university."),
        )
    ):
        command = option(command)
    return command


def university_of(source: str, folder: Path | None, seed: int, students: int) -> University:
    """The records of a source; only the chosen one's reader is imported."""
    if source == "generated":
        from shared.records.generated import generated_university

        return generated_university(seed, students=students)
    if folder is None:
        raise click.UsageError("--source oulad needs --dir.")
    from shared.records.oulad import oulad_university

    return oulad_university(folder, seed)
