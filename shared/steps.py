"""The steps of a service's tables as files, and where its tables stand; for whoever migrates nothing himself."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, text

ROOT = Path(__file__).parent.parent
IS_THERE = text("SELECT to_regclass('alembic_version') IS NOT NULL")
STANDS_AT = text("SELECT version_num FROM alembic_version")


def folder_of(service: str) -> Path:
    """Where the steps of a service lie."""
    return ROOT / "services" / service / "migrations"


def steps(service: str) -> list[Path]:
    """The steps that are written so far."""
    return sorted(folder_of(service).glob("m[0-9]*.py"))


@cache
def newest(service: str) -> str | None:
    """The number of the last step that this code knows."""
    return next((step.name[1:5] for step in reversed(steps(service))), None)


def is_current(service: str, connection: Connection) -> bool:
    """Whether the schema stands at the newest step that this code knows."""
    stands_at = connection.scalar(STANDS_AT) if connection.scalar(IS_THERE) else None
    return stands_at == newest(service)
