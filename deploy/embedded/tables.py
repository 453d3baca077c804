"""Bringing a service's tables to their newest step, and saying plainly what is in the way of it."""

from collections.abc import Mapping

from alembic.util import CommandError
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError

from deploy.embedded.processes import Trouble
from deploy.plainly import of_the_server
from shared import migrations


def renew(service: str, told: Mapping[str, str]) -> None:
    """Migrate as the owner; where somebody else migrates, only look whether he has."""
    name = f"TIRKEU_{service.upper()}_OWNER_DATABASE_URL"
    try:
        if name in told:
            migrations.upgrade(service, told[name])
        elif not _is_new(service, told[f"TIRKEU_{service.upper()}_DATABASE_URL"]):
            raise Trouble(f"The tables of {service} are not at their newest step. Migrate them, or set {name}.")
    except (SQLAlchemyError, CommandError) as error:
        raise Trouble(f"The tables of {service} could not be brought up to date: {of_the_server(error)}") from error


def _is_new(service: str, url: str) -> bool:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return migrations.is_current(service, connection)
