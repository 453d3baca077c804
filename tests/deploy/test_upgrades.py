"""An upgrade of an office that works: every step of the tables finds rows, keeps them, and copies are told again."""

from __future__ import annotations

from typing import Any

import pytest
from alembic import command
from click.testing import CliRunner
from sqlalchemy import NullPool, create_engine, delete, text

from deploy.cli import main
from deploy.embedded.databases import administration, owner_of, prepare_database
from deploy.embedded.services import SERVICES
from services.billing import worker as billing
from services.grading import worker as grading
from services.grading.usecases import records as grading_records
from services.notifications import worker as notifications
from services.registration import worker as registration
from shared import migrations
from shared.messaging.tables import outbox
from shared.messaging.testing import Carrier
from shared.records.generated import generated_university
from tests.databases import Bound
from tests.deploy import rows
from tests.registration.campus import load

THE_GROUND = ("0001",)
"""Of every service the first step makes the tables, the second lays down in them what is there before any office."""

CAME_LATER = {
    "registration": {"debt_copies": "closed_because = NULL"},
    "grading": {
        "students": "adviser_id = NULL",
        "sections": "meetings = '[]'",
        "terms": "classes_end_on = NULL",
    },
    "billing": {"students": "faculty_id = NULL"},
    "notifications": {"people": "silenced = false"},
}
"""What a step added to copies that were here before, as that step left it."""
SAID_SO = {"registration": "0024", "grading": "0013", "billing": "0018", "notifications": "0005"}
"""The step that says who has to tell them again."""
TELLERS = ("registration", "grading", "billing")


@pytest.mark.parametrize("service", SERVICES)
def test_every_step_finds_rows_in_all_tables_and_keeps_them(tirkeu_databases: Bound, service: str) -> None:
    owner, before = tirkeu_databases.url(owner_of(service)), dict[str, int]()
    begin_anew(tirkeu_databases, service)
    administrator = create_engine(address(tirkeu_databases), poolclass=NullPool, enable_from_linting=False)
    for step in migrations.steps(service):
        migrations.upgrade(service, owner, step.name[1:5])
        with administrator.begin() as connection:
            after = rows.counts(connection, service)
            lost = {name for name, number in before.items() if number > after.get(name, number)}
            assert not lost, f"{step.name} lost rows"
            if step.name[1:5] not in THE_GROUND:
                rows.fill(connection, service)
            before = rows.counts(connection, service)
    assert migrations.differences(service, owner) == []
    assert all(before.values())


def begin_anew(bound: Bound, service: str) -> None:
    """The schema of a service without any table."""
    with administration(bound.server.of(bound.database)) as db:
        db.execute(f"DROP SCHEMA {service} CASCADE".encode())
    prepare_database(bound.server.of(bound.database))


def address(bound: Bound) -> str:
    """The administrator's address of the database."""
    return bound.server.of(bound.database)


def test_copies_that_were_here_before_a_column_came_are_told_again(
    tirkeu_databases: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Carrier(registration.celery, grading.celery, billing.celery, notifications.celery, copies=1)
    an_office(tirkeu_databases)
    wire.carry()
    before = copies(tirkeu_databases)
    for service in SERVICES:
        as_an_older_step_left_it(tirkeu_databases, service)
        monkeypatch.setenv(f"TIRKEU_{service.upper()}_OWNER_DATABASE_URL", tirkeu_databases.url(owner_of(service)))
    assert {name for name, lines in copies(tirkeu_databases).items() if lines == before[name]} == set()
    said = [line for service in SERVICES for line in run(service, "migrate")]
    for teller in {line.removesuffix(" republish").rpartition(" ")[2] for line in said if line.endswith("republish")}:
        run(teller, "republish")
    wire.carry()
    assert copies(tirkeu_databases) == before
    assert [run(service, "migrate", "--told") for service in SERVICES] == [[]] * len(SERVICES)
    assert [run(service, "migrate") for service in SERVICES] == [[]] * len(SERVICES)


def an_office(bound: Bound) -> None:
    """Students with advisers, debts that are gone, somebody who gets no letters any more; told as it all is now."""
    source = generated_university(1, students=30)
    with bound.registration.transaction() as session:
        load(session, source)
        session.execute(text(f"UPDATE people SET silenced = true WHERE person_id = '{source.students[0].id}'"))
    last_days_of_classes(bound)
    of = grading_records.Source.of(source)
    for batch in source.batches():
        with bound.grading.transaction() as session:
            grading_records.take(session, of, batch)
    with bound.grading.transaction() as session:
        grading_records.finish(session)
        session.execute(text("UPDATE debts SET status = 'closed', closed_because = 'passed'"))
    for teller in (bound.registration, bound.grading):
        with teller.transaction() as session:
            session.execute(delete(outbox))
    for name in TELLERS:
        run(name, "republish")


def last_days_of_classes(bound: Bound) -> None:
    """A chain of dates for one term."""
    engine = create_engine(address(bound), poolclass=NullPool, enable_from_linting=False)
    with engine.begin() as connection:
        rows.fill(connection, "registration", ["term_dates"])
        one_term = "(SELECT term_id FROM registration.terms ORDER BY starts_on DESC LIMIT 1)"
        connection.execute(text(f"UPDATE registration.term_dates SET term_id = {one_term}"))


def as_an_older_step_left_it(bound: Bound, service: str) -> None:
    """A service's tables before it said that copies have to be told again."""
    administrator = create_engine(address(bound), poolclass=NullPool, enable_from_linting=False)
    with administrator.begin() as connection:
        # Rows of policies are kept as they are, also from one who goes back a step.
        connection.execute(text(f"SET session_replication_role = replica; SET search_path = {service}"))
        command.downgrade(migrations.config(service, connection), f"{int(SAID_SO[service]) - 1:04d}")
        for table, change in CAME_LATER[service].items():
            connection.execute(text(f"UPDATE {table} SET {change}"))


def copies(bound: Bound) -> dict[str, list[Any]]:
    """The copies that this is about, whole."""
    found = {}
    for service, tables in CAME_LATER.items():
        for table in tables:
            with migrations.owner(bound.url(owner_of(service))) as connection:
                lines = connection.scalars(text(f"SELECT to_jsonb(x) FROM {table} x"))
                found[f"{service}.{table}"] = sorted(map(str, lines))
    return found


def run(*words: str) -> list[str]:
    """A command of the service; what it says."""
    answer = CliRunner().invoke(main, words, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output.splitlines()
