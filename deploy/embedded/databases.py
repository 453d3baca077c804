"""The roles and schemas of the four services, on our own server or on one that `DATABASE_URL` names.

Each service has two roles: `<service>_owner` makes its tables (migrations), `<service>` reads and writes rows of its
own schema and nothing else. Neither can enter another service's schema: PostgreSQL itself stops cross-reading.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import LiteralString

import psycopg
from psycopg.sql import SQL, Composable, Identifier, Literal
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from deploy.embedded.processes import Trouble
from deploy.embedded.services import SERVICES

NAME = "tirkeu"
MARK = "of the Tirkeu "
KNOWN: LiteralString = "SELECT 1 FROM pg_roles WHERE rolname = %s"

Connection = psycopg.Connection[tuple[object, ...]]


def role_names() -> list[str]:
    """The roles that need a password."""
    return [role for service in SERVICES for role in (service, owner_of(service))]


def owner_of(service: str) -> str:
    """The role that makes a service's tables."""
    return f"{service}_owner"


def address_as(url: str, role: str, password: str) -> str:
    """The address of the same database for another role."""
    changed = make_url(url).set(drivername="postgresql+psycopg", username=role, password=password)
    return changed.render_as_string(hide_password=False)


def address_of(given: str) -> str:
    """The address that a person has given, for our driver."""
    try:
        return make_url(given).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    except (ArgumentError, ValueError) as error:
        wanted = "postgresql://user:password@host:5432/database"
        raise Trouble(f"DATABASE_URL is no address of a database; it looks like {wanted}.") from error


@contextmanager
def administration(url: str) -> Iterator[Connection]:
    """A connection as administrator; each statement stands by itself."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = psycopg.connect(plain, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        raise Trouble(f"The database server does not let us in: {str(error).strip()}") from error
    with connection:
        try:
            yield connection
        except psycopg.errors.InsufficientPrivilege as error:
            raise Trouble(
                f"The user of DATABASE_URL may not do what is needed: {str(error).strip()} "
                "He has to own the database, and to be allowed to create roles (CREATEROLE)."
            ) from error


def claim_roles(url: str, passwords: Mapping[str, str], name: str) -> None:
    """On a server that others may use too: the roles are this instance's, or there are none yet.

    Trouble, before anything is changed, if they are another's: its passwords would no longer open anything.
    """
    with administration(url) as db:
        known = [role for role in role_names() if db.execute(KNOWN, [role]).fetchone()]
        marks = {role: mark(db, role) for role in known}
        for role in known:
            if marks[role] != MARK + name and (marks[role] or not lets_in(url, role, passwords[role])):
                raise Trouble(
                    f"The server of DATABASE_URL has a role {role} that is not of this folder: most likely another "
                    "Tirkeu works there, which a new password would shut out. Take a server of your own, or bring "
                    "that one's secrets.json into this folder."
                )
        for role in role_names():
            if role not in known:
                make_role(db, role, passwords[role])
            if marks.get(role) is None:
                run(db, "COMMENT ON ROLE {} IS {}", Identifier(role), Literal(MARK + name))


def mark(db: Connection, role: str) -> str | None:
    """Whose a role is, as its comment says."""
    query = "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = %s"
    found = db.execute(query, [role]).fetchone()
    return str(found[0]) if found and found[0] else None


def lets_in(url: str, role: str, password: str) -> bool:
    """Whether the role has this password."""
    plain = make_url(url).set(drivername="postgresql", username=role, password=password)
    try:
        psycopg.connect(plain.render_as_string(hide_password=False), connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def prepare_roles(url: str, passwords: Mapping[str, str]) -> None:
    """Make the eight roles, or give them these passwords again; each sees its own schema first and only."""
    with administration(url) as db:
        for service in SERVICES:
            for role in (service, owner_of(service)):
                make_role(db, role, passwords[role])
                run(db, "ALTER ROLE {} SET search_path = {}", Identifier(role), Identifier(service))
            grant_to_self(db, owner_of(service))


def make_role(db: Connection, role: str, password: str) -> None:
    """A role that may sign in and nothing more."""
    known = db.execute(KNOWN, [role]).fetchone()
    verb = SQL("ALTER" if known else "CREATE")
    run(db, "{} ROLE {} LOGIN PASSWORD {}", verb, Identifier(role), Literal(password))


def grant_to_self(db: Connection, role: str) -> None:
    """An administrator who is no superuser must be a member of a role to make schemas in its name."""
    superuser = db.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if superuser and not superuser[0]:
        run(db, "GRANT {} TO CURRENT_USER", Identifier(role))


def prepare_database(url: str) -> None:
    """Make the four schemas in this database and fence them."""
    with administration(url) as db:
        run(db, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
        for service in SERVICES:
            fence(db, service)
        admit(db, db.info.dbname)


def admit(db: Connection, database: str) -> None:
    """Only the eight roles may enter the database."""
    run(db, "REVOKE ALL ON DATABASE {} FROM PUBLIC", Identifier(database))
    roles = SQL(", ").join(map(Identifier, role_names()))
    run(db, "GRANT CONNECT ON DATABASE {} TO {}", Identifier(database), roles)


def fence(db: Connection, service: str) -> None:
    """The owner owns the schema; the runtime role may use its rows, and may not change its shape."""
    owner, user, schema = Identifier(owner_of(service)), Identifier(service), Identifier(service)
    run(db, "CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}", schema, owner)
    run(db, "REVOKE ALL ON SCHEMA {} FROM PUBLIC", schema)
    run(db, "GRANT USAGE ON SCHEMA {} TO {}", schema, user)
    ours = "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA {} "
    run(db, ours + "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}", owner, schema, user)
    run(db, ours + "GRANT USAGE, SELECT ON SEQUENCES TO {}", owner, schema, user)
    run(db, "ALTER DEFAULT PRIVILEGES FOR ROLE {} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC", owner)
    run(db, ours + "GRANT EXECUTE ON FUNCTIONS TO {}", owner, schema, user)


def make_database(url: str, name: str, template: str | None = None) -> str:
    """A database of this name for the eight roles, as a copy of another where one is given; one that is there stays."""
    with administration(url) as db:
        if not db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            source = SQL(" TEMPLATE {} STRATEGY file_copy").format(Identifier(template)) if template else SQL("")
            run(db, "CREATE DATABASE {} {}", Identifier(name), source)
            if template:
                admit(db, name)
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def drop_database(url: str, name: str) -> None:
    """Remove a database, whoever is still connected to it."""
    with administration(url) as db:
        run(db, "DROP DATABASE IF EXISTS {} WITH (FORCE)", Identifier(name))


def run(db: Connection, statement: LiteralString, *parts: Composable) -> None:
    """One statement with its names filled in."""
    db.execute(SQL(statement).format(*parts))
