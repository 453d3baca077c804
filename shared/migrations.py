"""The history of a service's tables, its own and the kernel's: one numbered file a step in its `migrations/`."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, NullPool, create_engine, text
from sqlalchemy.types import TypeDecorator

from shared import kernel
from shared.steps import ROOT as ROOT
from shared.steps import folder_of
from shared.steps import is_current as is_current
from shared.steps import steps as steps

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('tirkeu.migrations.' || current_schema()))")
LEAST_RIGHTS = 'REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM "{service}"'


def upgrade(service: str, owner_url: str, to: str = "head") -> None:
    """Bring the service's schema to its newest step, or to this one; two who try at once go one after the other."""
    if not steps(service):
        return
    with owner(owner_url) as connection:
        connection.execute(ONE_AT_A_TIME)
        command.upgrade(config(service, connection), to)
        connection.execute(text(LEAST_RIGHTS.format(service=service)))


def revision(service: str, owner_url: str, message: str) -> Path:
    """Write the next step: what has to change, from the newest step on, for the tables to be as the models say."""
    number = f"{len(steps(service)) + 1:04d}"
    folder_of(service).mkdir(exist_ok=True)
    with owner(owner_url) as connection:
        made: Any = command.revision(
            config(service, connection, tables(service)), message, autogenerate=True, rev_id=number
        )
    return Path(made.path)


def differences(service: str, owner_url: str) -> list[Any]:
    """What the models say and the migrated schema does not have, or the other way round; empty when they agree."""
    with owner(owner_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, tables(service)))  # type: ignore[arg-type]  # it takes several, unsaid


KERNEL_TABLES = ("shared.clock", "shared.messaging.tables", "shared.web.idempotency")
"""Modules that declare tables every service has."""


def tables(service: str) -> list[MetaData]:
    """The tables of a service: those of its models, the kernel's, and the parts of the kernel that only some have."""
    for module in KERNEL_TABLES:
        import_module(module)
    models = import_module(f"services.{service}.models")
    return [kernel.metadata, models.Base.metadata, *getattr(models, "KERNEL_PARTS", ())]


def config(service: str, connection: Connection | None = None, metadata: list[MetaData] | None = None) -> Config:
    """Alembic's settings; the paths go past its own parser, which would read a `%` or a space in them."""
    made = Config(attributes={"connection": connection, "metadata": metadata, "render_item": render_item})
    for name, value in {
        "script_location": str(Path(__file__).parent / "alembic"),
        "version_locations": str(folder_of(service)),
        "path_separator": "newline",
        "file_template": "m%%(rev)s_%%(slug)s",
    }.items():
        made.set_main_option(name, value if name == "file_template" else value.replace("%", "%%"))
    return made


def render_item(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """A step names the column type that PostgreSQL has, so that it still runs when our own types have moved."""
    if kind == "type" and isinstance(value, TypeDecorator):
        return f"sa.{value.impl_instance!r}"
    return False


@contextmanager
def owner(url: str) -> Iterator[Connection]:
    """One transaction in the name of the schema's owner."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        yield connection
