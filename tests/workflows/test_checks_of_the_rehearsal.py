"""The checks of `make demo` hold after a true story, and each of them fails where what it asks for is broken."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from deploy.embedded import databases as servers
from deploy.rehearsal.checks import Check, Known, all_checks
from deploy.rehearsal.reader import Reader, make_reader
from deploy.rehearsal.report import NOTHING_AFTER, NOTHING_BEFORE, after_summer, before_summer
from services.grading.domain.outcome import Appearance
from services.grading.settings import PUBLIC
from services.registration.models.applications import Application
from shared.money import Money, total
from tests import databases
from tests.databases import Bound, Server
from tests.workflows.office import Office
from tests.workflows.test_summer_way import opened, pay_all

BROKEN = {
    "UPDATE registration.sections SET taken = taken - 1 WHERE taken > 0": {"seats"},
    "UPDATE registration.cases SET way = 'no_seat' WHERE way = 'debt_closed'": {"ends"},
    "UPDATE billing.statement_lines SET amount = amount + 1 WHERE incoming": {"money"},
    "UPDATE billing.postings SET amount = amount + 1 WHERE account = '1210' AND amount > 0": {"ledger"},
    "UPDATE grading.sheet_rows SET case_id = gen_random_uuid() WHERE case_id IS NOT NULL": {"confirmed_paid_sheet"},
    "DELETE FROM notifications.notices WHERE template = 'application_received'": {"told_once"},
    "DELETE FROM notifications.notices WHERE template = 'lapsed_unpaid'": {"told_once"},
    "UPDATE notifications.notices SET template = 'seat_held', params = '{}' WHERE case_id IS NOT NULL": {"told_once"},
    """INSERT INTO grading.parked (mid, name, envelope, error, traceback, parked_at)
       VALUES (gen_random_uuid(), 'x.y', '{}', '', '', now())""": {"quiet"},
    "UPDATE grading.seals SET document = document || ' '": {"seals"},
    "UPDATE registration.students SET status = 'expelled'": {"nobody_unheard"},
    """UPDATE registration.students SET status = 'expelled';
       UPDATE billing.invoices SET status = 'open' WHERE status <> 'paid'""": {
        "nobody_unheard",
        "effects_complete",
        "ledger",
    },
}
"""What is done to the rows behind everybody's back, and the checks that see it."""


@pytest.fixture
def finished(worker_databases: Bound, records: str) -> Iterator[tuple[Server, str, Known]]:
    """A summer that ended, for real: three paid, one of them passed; one paid nothing."""
    server, name = worker_databases.server, f"{records}_finished"
    servers.make_database(server.admin_url, name, records)
    office, cases = opened(databases.bind(server, name), capacity=6, number=4)
    income = total(case.invoice_amount for case in cases[:3] if case.invoice_amount)
    _play(office, cases)
    databases.bind(server, worker_databases.database)
    yield server, name, Known(income, os.environ[PUBLIC])
    server.drop(name)


def _play(office: Office, cases: list[Application]) -> None:
    pay_all(office, cases[:3])
    office.to(office.dates.sheets_due_at - timedelta(days=1))
    passes, fails, absent = (case.student_id for case in cases[:3])
    office.teach({passes: ("80", "70"), fails: ("80", "49"), absent: ("60", Appearance.DID_NOT_APPEAR)})
    assert office.standing(*cases) == ["debt_closed", "debt_kept", "did_not_appear", "lapsed_unpaid"]


def judged(server: Server, name: str, known: Known) -> dict[str, Check]:
    """What a reader of its own sees in this database."""
    reader = Reader(make_reader(server.of(name)))
    try:
        return {check.name: check for check in all_checks(reader, known)}
    finally:
        reader.close()


def test_each_check_holds_and_sees_what_is_broken(finished: tuple[Server, str, Known]) -> None:
    server, name, known = finished
    checks = judged(server, name, known)
    assert {check.name: check.seen for check in checks.values() if not check.ok} == {}
    for nth, (statement, seen_by) in enumerate(BROKEN.items()):
        copy = f"{name}_{nth}"
        servers.make_database(server.admin_url, copy, name)
        try:
            with psycopg.connect(server.of(copy).replace("+psycopg", "")) as connection:
                connection.execute("SET session_replication_role = replica")
                connection.execute(statement)
            failed = {check.name for check in judged(server, copy, known).values() if not check.ok}
            assert failed == seen_by, statement
        finally:
            server.drop(copy)


def test_the_reader_sees_every_schema_and_changes_nothing(finished: tuple[Server, str, Known]) -> None:
    server, name, _ = finished
    reader = Reader(make_reader(server.of(name)))
    before, after = before_summer(reader), after_summer(reader)
    assert (before.keys(), after.keys()) == (NOTHING_BEFORE.keys(), NOTHING_AFTER.keys())
    assert (before["open_debts_before"], after["applications"], after["debts_closed"]) != (0, 0, 0)
    assert after["ended"] == {"debt_closed": 1, "debt_kept": 1, "did_not_appear": 1, "lapsed_unpaid": 1}
    assert after["statement_total"] == after["booked_total"] == str(_income(reader))
    for schema in ("registration", "grading", "billing", "notifications"):
        with pytest.raises(psycopg.errors.DatabaseError, match=r"read-only|permission denied"):
            reader.rows(f"DELETE FROM {schema}.inbox RETURNING 1")
    reader.close()


def _income(reader: Reader) -> Money:
    return Money(int(reader.one("SELECT sum(amount) FROM billing.statement_lines WHERE incoming")))
