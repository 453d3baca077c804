"""A row in every table of a schema, whatever its columns are: what a step of the tables finds in an office that works.

One id stands for everything, so that every row refers to the one row of the other table. Triggers sleep: what they
would refuse is not what is asked here. Where tables have checks, PostgreSQL chooses among values that hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Column, Connection, MetaData, Table, inspect, text

ONE = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
OTHER = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
AT = datetime(2025, 6, 9, 9, 0, tzinfo=UTC)
PLAUSIBLE: dict[type[Any], tuple[Any, ...]] = {
    UUID: (ONE, OTHER),
    bool: (True, False),
    datetime: (AT, AT + timedelta(hours=2)),
    date: (AT.date(), AT.date() + timedelta(days=2)),
    time: (AT.time(), time(11)),
    bytes: (b"%PDF-1.7",),
    dict: ({"kk": "мәтін", "ru": "текст", "en": "text"},),
    list: ((ONE, OTHER),),
    Decimal: (1, 0, 50),
    int: (1, 0, 50, 2, -1, 2025),
    str: ("text", "", "a" * 64),
}


def counts(connection: Connection, service: str) -> dict[str, int]:
    """How many rows each table has."""
    number = sa.func.count().label("number")
    each = [
        sa.select(sa.literal(name).label("name"), number).select_from(sa.table(name, schema=service))
        for name in inspect(connection).get_table_names(schema=service)
        if name != "alembic_version"
    ]
    return {row.name: row.number for row in connection.execute(sa.union_all(*each))}


def fill(connection: Connection, service: str, names: Sequence[str] = ()) -> None:
    """Put a row into every table that has none, or into these."""
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    empty = [name for name, number in counts(connection, service).items() if not number and name in (names or [name])]
    found = MetaData()
    found.reflect(connection, schema=service, only=empty, resolve_fks=False)
    checks = inspect(connection).get_multi_check_constraints(schema=service, filter_names=empty)
    for table in found.tables.values():
        put_one(connection, table, [one["sqltext"] for one in checks.get((service, table.name), ())])


def put_one(connection: Connection, table: Table, checks: list[str]) -> None:
    """A row that the table's checks let in: all columns filled, save those that have to be empty."""
    columns = [column for column in table.columns if column.identity is None and column.computed is None]
    offered = [sa.union_all(*candidates(column, checks)).subquery(f"of_{column.name}") for column in columns]
    of_each = [sub.c[column.name] for sub, column in zip(offered, columns, strict=True)]
    holding = [sa.text(f"({check}) IS NOT FALSE".replace(":", "\\:")) for check in checks]
    row = connection.execute(sa.select(*of_each).where(*holding).limit(1)).mappings().first()
    assert row, f"no row holds for {table.name}: {checks}"
    connection.execute(table.insert().values(dict(row)))


def candidates(column: Column[Any], checks: list[str]) -> list[sa.Select[Any]]:
    """What a column may hold, the likeliest first."""
    said = [check for check in checks if re.search(rf"\b{column.name}\b", check)]
    kind = column.type.python_type
    words = [word for check in said for word in re.findall(r"'([^']*)'::", check)] if kind is str else []
    found = [*words, *PLAUSIBLE.get(kind, PLAUSIBLE[int])] if said else [*PLAUSIBLE.get(kind, PLAUSIBLE[int])[:1]]
    possible = [*dict.fromkeys(found)] if kind is not dict else found
    if said and column.nullable:
        possible.append(None)
    return [sa.select(sa.cast(sa.literal(one, column.type), column.type).label(column.name)) for one in possible]
