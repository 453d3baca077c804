"""`tirkeu bench`: measure on a throwaway instance, print a table, write `var/bench/report.json`."""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path

import click

from deploy.bench.row import Row

NAMES = ("messages", "applications")


@click.command()
@click.option("--only", type=click.Choice(NAMES), multiple=True, help="Measure this alone; may be given again.")
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1))
def bench(only: tuple[str, ...], runs: int) -> None:
    """Measure through the real processes, each figure beside a reference in the same run."""
    os.environ.setdefault("TIRKEU_LOG", "json")
    rows: list[Row] = []
    for name in only or NAMES:
        rows += import_module(f"deploy.bench.{name}").measure(runs)
    path = Path(os.environ.get("TIRKEU_VAR") or "var") / "bench" / "report.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"schema": 1, "results": [row.as_json() for row in rows]}, indent=1) + "\n", "utf-8")
    click.echo("\n".join(map(str, rows)))
