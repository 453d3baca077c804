"""A real PostgreSQL server for one run of the tests, with a template from which each worker and test gets its copy."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.orm import Session

from deploy.embedded import databases
from deploy.embedded.ports import any_free
from deploy.embedded.postgres import HASTY, Postgres
from deploy.embedded.processes import Guard
from deploy.embedded.services import SERVICES
from shared import migrations
from shared.db import Database

TEMPLATE = "tirkeu_template"
ROOM = 2 * 2**30
"""Bytes: many times what the server of a run has ever needed."""
NO_HURRY = text("SET LOCAL idle_in_transaction_session_timeout = 0")
"""The transaction that is undone waits through a whole test, in which a service may have nothing to do for long."""


@dataclass(frozen=True)
class Server:
    """How the processes of one test run reach their server."""

    admin_url: str
    password: str

    def address(self, database: str, role: str) -> str:
        """The address of a database for one of the eight roles."""
        return databases.address_as(self.of(database), role, self.password)

    def of(self, database: str) -> str:
        """The administrator's address of a database."""
        return self.admin_url.rpartition("/")[0] + "/" + database

    def clone(self, name: str) -> None:
        """A database with all four schemas, migrated, empty."""
        databases.make_database(self.admin_url, name, TEMPLATE)

    def drop(self, name: str) -> None:
        """Throw a database away."""
        databases.drop_database(self.admin_url, name)

    def as_dict(self) -> dict[str, str]:
        """What a worker of xdist is told."""
        return asdict(self)


@dataclass(frozen=True)
class Bound:
    """The four services' databases, committed for real, and how to reach them."""

    server: Server
    database: str
    registration: Database
    grading: Database
    billing: Database
    notifications: Database

    def url(self, role: str) -> str:
        """This database's address for a role (`billing`, `billing_owner`)."""
        return self.server.address(self.database, role)


@contextmanager
def server() -> Iterator[Server]:
    """A server in a throwaway folder, with the migrated template."""
    guard = Guard()
    with tempfile.TemporaryDirectory(prefix="tirkeu-tests-", dir=in_memory()) as folder:
        # A root whose system allows no user namespaces runs it as `nobody`, who has to enter the folder.
        Path(folder).chmod(0o711)
        made = Postgres(Path(folder) / "postgres", any_free(), secrets.token_urlsafe(12), guard, HASTY)
        try:
            made.start()
            ready = Server(made.address(), secrets.token_urlsafe(12))
            make_template(ready)
            yield ready
        finally:
            made.stop()
            guard.close()


def in_memory() -> Path | None:
    """Where the system keeps files in memory, if it has room: a copy of the template is there at once."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM else None


def make_template(ready: Server) -> None:
    """The database that all others are copies of."""
    databases.prepare_roles(ready.admin_url, dict.fromkeys(databases.role_names(), ready.password))
    databases.prepare_database(databases.make_database(ready.admin_url, TEMPLATE))
    for service in SERVICES:
        migrations.upgrade(service, ready.address(TEMPLATE, databases.owner_of(service)))


def bind(ready: Server, name: str) -> Bound:
    """Let the four services work in this database."""
    bound: dict[str, Any] = {}
    for service in SERVICES:
        bound[service] = database_of(service)
        move(bound[service], ready.address(name, service))
    return Bound(ready, name, **bound)


KEPT: dict[str, Engine] = {}
AIMS: dict[str, str | None] = {}


def move(database: Database, address: str) -> None:
    """Let a service work in another database of the server; what its engine has compiled it need not compile again."""
    service = database.service
    AIMS[service] = make_url(address).database
    if service in KEPT and database.engine is KEPT[service]:
        database.engine.dispose()
        return
    database.bind(address, query_cache_size=5000)
    KEPT[service] = database.engine
    event.listen(database.engine, "do_connect", partial(_aim, service))


def _aim(service: str, _dialect: Any, _record: Any, _words: Any, told: dict[str, Any]) -> None:
    """Whoever connects anew comes to where the service works now."""
    told["dbname"] = AIMS[service]


def database_of(service: str) -> Database:
    """The `db` of a service's own module; a service that has none yet gets one for the test."""
    if find_spec(f"services.{service}.db") is None:
        return Database(service)
    found = import_module(f"services.{service}.db").db
    assert isinstance(found, Database)
    return found


@contextmanager
def rolled_back(database: Database) -> Iterator[Session]:
    """A session whose commits only reach a savepoint; in the end deferred constraints are asked, then all is undone."""
    with database.engine.connect() as connection:
        outer = connection.begin()
        connection.execute(NO_HURRY)
        session = Session(connection, join_transaction_mode="create_savepoint", info={"service": database.service})
        try:
            yield session
            if healthy(connection):
                session.flush()
                session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        finally:
            session.close()
            outer.rollback()


@contextmanager
def undone(bound: Bound) -> Iterator[Bound]:
    """The four services, each on one connection: what they commit stands until the end, and then was never there.

    For pages, programs and messages that come one after the other; two at once need a database of their own.
    """
    with ExitStack() as stack:
        kept = [stack.enter_context(_on_one_connection(getattr(bound, service))) for service in SERVICES]
        yield bound
        for connection in kept:
            if healthy(connection):
                connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


@contextmanager
def _on_one_connection(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as connection, pytest.MonkeyPatch.context() as patch:
        outer = connection.begin()
        connection.execute(NO_HURRY)
        info = {"service": database.service}
        patch.setattr(
            database, "session", partial(Session, connection, join_transaction_mode="create_savepoint", info=info)
        )
        patch.setattr(database, "read", partial(_read, database))
        try:
            yield connection
        finally:
            outer.rollback()


@contextmanager
def _read(database: Database) -> Iterator[Session]:
    """As `Database.read`, inside a transaction that writes: PostgreSQL refuses a write until this savepoint is left."""
    with database.session() as session:
        session.execute(text("SET TRANSACTION READ ONLY"))
        yield session


def healthy(connection: Connection) -> bool:
    """Whether the transaction still takes statements (a test may have provoked an error on purpose)."""
    raw = connection.connection.dbapi_connection
    return raw is not None and raw.info.transaction_status == TransactionStatus.INTRANS
