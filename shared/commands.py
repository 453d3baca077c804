"""What commands of a service share: its modules, imported only when a command runs, and how a report is given."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from shared.db import Database
    from shared.messaging.celery import ServiceCelery


def celery_of(service: str) -> ServiceCelery:
    """Its worker side, with all that it handles."""
    import_module(f"services.{service}.worker")
    celery: ServiceCelery = import_module(f"services.{service}.celery_app").celery
    return celery


def db_of(service: str) -> Database:
    """Its database."""
    db: Database = import_module(f"services.{service}.db").db
    return db


def report(data: Any, as_json: bool, lines: Callable[[], list[str]]) -> None:
    """Print a report for a program or for a person."""
    click.echo(json.dumps(data, default=str, ensure_ascii=False) if as_json else "\n".join(lines()))
