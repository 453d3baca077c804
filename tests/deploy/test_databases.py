"""The fences between the services' schemas, as PostgreSQL itself keeps them."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from deploy.embedded import databases
from deploy.embedded.ports import any_free
from deploy.embedded.postgres import HASTY, Postgres
from deploy.embedded.processes import Guard, Trouble
from deploy.embedded.services import SERVICES
from shared.migrations import upgrade
from tests.databases import Bound


def as_owner(bound: Bound, service: str, *statements: str) -> None:
    """Let a service's owner change its schema."""
    with create_engine(bound.url(databases.owner_of(service))).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_service_uses_rows_of_its_own_schema_by_their_bare_names(tirkeu_databases: Bound) -> None:
    as_owner(tirkeu_databases, "billing", "CREATE TABLE thing (number int)")
    with tirkeu_databases.billing.session() as session:
        session.execute(text("INSERT INTO thing VALUES (1)"))
        assert session.scalars(text("SELECT number FROM billing.thing")).all() == [1]


@pytest.mark.parametrize("statement", ["DROP TABLE thing", "TRUNCATE thing", "CREATE TABLE other (number int)"])
def test_a_runtime_role_cannot_change_the_shape_of_its_schema(tirkeu_databases: Bound, statement: str) -> None:
    as_owner(tirkeu_databases, "billing", "CREATE TABLE thing (number int)")
    with tirkeu_databases.billing.session() as session, pytest.raises(ProgrammingError, match=r"permission|owner"):
        session.execute(text(statement))


@pytest.mark.parametrize("role", ["grading", "grading_owner"])
def test_a_service_cannot_look_into_another_ones_schema(tirkeu_databases: Bound, role: str) -> None:
    as_owner(tirkeu_databases, "billing", "CREATE TABLE thing (number int)")
    stranger = create_engine(tirkeu_databases.url(role))
    with stranger.connect() as connection, pytest.raises(ProgrammingError, match="permission denied for schema"):
        connection.execute(text("SELECT * FROM billing.thing"))


def test_making_roles_and_schemas_again_changes_nothing(tirkeu_databases: Bound) -> None:
    admin = tirkeu_databases.server.of(tirkeu_databases.database)
    databases.prepare_roles(admin, dict.fromkeys(databases.role_names(), tirkeu_databases.server.password))
    databases.prepare_database(admin)
    with tirkeu_databases.billing.session() as session:
        assert session.scalar(text("SELECT current_user || ' in ' || current_schema()")) == "billing in billing"


def test_letters_of_kazakh_are_letters_to_the_server(billing_db: Session) -> None:
    assert billing_db.scalar(text("SELECT lower('ҚӘЗІР') = 'қәзір' AND 'ӨРІК' ILIKE 'өрік'")) is True


def test_what_a_test_commits_is_gone_after_it(billing_db: Session) -> None:
    billing_db.execute(text("SELECT 1"))
    billing_db.commit()
    assert billing_db.connection().in_transaction()


def test_an_administrator_who_is_no_superuser_can_make_it_all(tmp_path: Path, guard: Guard) -> None:
    made = Postgres(tmp_path / "postgres", any_free(), "word", guard, HASTY)
    made.start()
    with databases.administration(made.address()) as db:
        db.execute("CREATE ROLE keeper LOGIN CREATEROLE PASSWORD 'word'")
        db.execute("CREATE DATABASE university OWNER keeper")
    theirs = made.address("university", "keeper")
    for _ in range(2):
        databases.prepare_roles(theirs, dict.fromkeys(databases.role_names(), "word"))
        databases.prepare_database(theirs)
    for service in SERVICES:
        upgrade(service, databases.address_as(theirs, databases.owner_of(service), "word"))
    with create_engine(databases.address_as(theirs, "billing", "word")).connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM outbox")) == 0
    made.stop()


def test_a_server_that_is_not_there_is_said_in_one_line() -> None:
    with (
        pytest.raises(Trouble, match="does not let us in"),
        databases.administration(f"postgresql://someone:word@127.0.0.1:{any_free()}/none"),
    ):
        pass
