"""The reference of `applications`: the rows of one application, written by bare SQL from many connections."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from psycopg.sql import SQL, Composed, Identifier
from psycopg.types.json import Jsonb

CONNECTIONS = 32
ROWS = {
    "applications": "case_id",
    "cases": "case_id",
    "case_history": "case_id",
    "seat_history": "case_id",
    "deadlines": "case_id",
    "idempotency_keys": "person_id",
}
"""The tables that an application writes to, and by which column its rows are found."""
MESSAGES = (("notifications", "notifications.notify"), ("notifications", "notifications.notify"),
            ("billing", "billing.issue_invoice"))  # fmt: skip
"""What it says; these rows are gone from the outbox as soon as they are acknowledged."""

Statement = tuple[Composed, Sequence[Any]]


def rate(address: str, password: str, number: int) -> float:
    """Applications a second: the same rows as the last ``number`` accepted ones, a transaction each."""
    with psycopg.connect(address, password=password, autocommit=True) as admin:
        acts = _acts(admin, number)
    chunks = [acts[nth::CONNECTIONS] for nth in range(CONNECTIONS)]
    connections = [psycopg.connect(address, password=password) for _ in chunks]
    try:
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            began = time.monotonic()
            list(threads.map(_write, connections, chunks))
            return len(acts) / (time.monotonic() - began)
    finally:
        for connection in connections:
            connection.close()


def _write(connection: psycopg.Connection[Any], acts: Sequence[Sequence[Statement]]) -> None:
    for act in acts:
        with connection.transaction(), connection.pipeline(), connection.cursor() as cursor:
            for statement, values in act:
                cursor.execute(statement, values, prepare=True)


def _acts(admin: psycopg.Connection[Any], number: int) -> list[list[Statement]]:
    """The statements of each application, into copies of the tables with all their indexes."""
    admin.execute("DROP SCHEMA IF EXISTS bare CASCADE; CREATE SCHEMA bare")
    cases = admin.execute(
        """SELECT case_id, student_id, section_id FROM registration.applications
           ORDER BY received_at DESC, ticket LIMIT %s""",
        [number],
    ).fetchall()
    acts: dict[Any, list[Statement]] = {case: [_seat(section), *_messages(case)] for case, _, section in cases}
    keys = {"case_id": {case: case for case, _, _ in cases}, "person_id": {who: case for case, who, _ in cases}}
    for table in ("sections", "outbox", *ROWS):
        admin.execute(SQL("CREATE TABLE bare.{0} (LIKE registration.{0} INCLUDING ALL)").format(Identifier(table)))
    admin.execute("INSERT INTO bare.sections SELECT * FROM registration.sections")
    for table, by in ROWS.items():
        for case, statement in _inserts(admin, table, by, keys[by]):
            acts[case].append(statement)
    return list(acts.values())


def _seat(section: Any) -> Statement:
    return SQL("UPDATE bare.sections SET waiting = waiting + 1 WHERE section_id = %s").format(), [section]


def _messages(case: Any) -> list[Statement]:
    into = SQL(
        """INSERT INTO bare.outbox
             (mid, hearer, name, version, body, case_id, correlation, made_at, office_at, next_try_at)
           VALUES (gen_random_uuid(), %s, %s, 1, %s, %s, %s, now(), now(), now())"""
    ).format()
    body = Jsonb({"key": f"application_received:{case}", "params": {"course": "BBB", "title": "Математика негіздері"}})
    return [(into, [hearer, name, body, case, str(case)]) for hearer, name in MESSAGES]


def _inserts(admin: psycopg.Connection[Any], table: str, by: str, keys: dict[Any, Any]) -> list[tuple[Any, Statement]]:
    """The rows of a table that belong to these cases."""
    query = SQL("SELECT * FROM registration.{} WHERE {} = ANY(%s)").format(Identifier(table), Identifier(by))
    cursor = admin.execute(query, [list(keys)])
    assert cursor.description is not None
    names = [column.name for column in cursor.description]
    into = SQL("INSERT INTO bare.{} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
        Identifier(table), SQL(", ").join(map(Identifier, names)), SQL(", ").join([SQL("%s")] * len(names))
    )
    place = names.index(by)
    return [(keys[row[place]], (into, [_plain(value) for value in row])) for row in cursor]


def _plain(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict | list) else value
