"""A read-only role of its own over the four schemas: what the rehearsal sees and checks, it asks PostgreSQL itself."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier, Literal

from deploy.embedded.databases import address_as, administration
from deploy.embedded.services import SERVICES

ROLE = "tirkeu_reader"
PATIENCE = 60.0


def make_reader(admin_url: str) -> str:
    """Make the role that may look at everything and change nothing; returns its address (libpq form)."""
    password = secrets.token_urlsafe(16)
    with administration(admin_url) as db:
        known = db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone()
        verb = SQL("ALTER" if known else "CREATE")
        db.execute(SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, Identifier(ROLE), Literal(password)))
        db.execute(SQL("GRANT CONNECT ON DATABASE {} TO {}").format(Identifier(db.info.dbname), Identifier(ROLE)))
        for service in SERVICES:
            db.execute(SQL("GRANT USAGE ON SCHEMA {} TO {}").format(Identifier(service), Identifier(ROLE)))
            tables = SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}")
            db.execute(tables.format(Identifier(service), Identifier(ROLE)))
        db.execute(SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(Identifier(ROLE)))
    return address_as(admin_url, ROLE, password).replace("postgresql+psycopg://", "postgresql://")


class Reader:
    """Asks; waits for a database that is away, and asks again."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection: psycopg.Connection[dict[str, Any]] | None = None

    def rows(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a query, as dictionaries."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self._open().execute(query, parameters).fetchall()
            except psycopg.OperationalError:
                self.close()
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def one(self, query: str, **parameters: Any) -> Any:
        """The single value of a query."""
        (row,) = self.rows(query, **parameters)
        (value,) = row.values()
        return value

    def column(self, query: str, **parameters: Any) -> Sequence[Any]:
        """The values of a query with one column."""
        return [next(iter(row.values())) for row in self.rows(query, **parameters)]

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> psycopg.Connection[dict[str, Any]]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self.url, autocommit=True, connect_timeout=5, row_factory=dict_row)
        return self._connection
