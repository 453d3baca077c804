"""Read copies: what a service keeps of another's, fed by events that carry a version number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import DeclarativeBase, Session

from shared.messaging.tables import copies_wanted


def upsert_copy(session: Session, model: type[DeclarativeBase], rows: Iterable[Mapping[str, Any]], *, key: str) -> None:
    """Keep the newest version of each row, in whatever order they come; an older one never overwrites a newer.

    The model has a column ``version_no``; columns that a row does not name are left as they are.
    """
    newest: dict[Any, Mapping[str, Any]] = {}
    for row in rows:
        known = newest.get(row[key])
        if known is None or row["version_no"] > known["version_no"]:
            newest[row[key]] = row
    if not newest:
        return
    table = model.__table__
    assert isinstance(table, Table)
    said = insert(table)
    changed = {name: said.excluded[name] for name in next(iter(newest.values())) if name != key}
    session.execute(
        said.on_conflict_do_update(
            index_elements=[key], set_=changed, where=said.excluded.version_no > table.c.version_no
        ),
        list(newest.values()),
    )


def wanted_copies(connection: Connection) -> list[str]:
    """The services that have to tell again what this one keeps of them, since a step of its tables made room."""
    return list(connection.scalars(select(copies_wanted.c.sender).order_by(copies_wanted.c.sender)))


def copies_told(connection: Connection, senders: Iterable[str]) -> None:
    """These have told it again; it is on its way."""
    connection.execute(delete(copies_wanted).where(copies_wanted.c.sender.in_(list(senders))))
