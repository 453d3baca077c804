"""Read copies: what a service keeps of another's, fed by events that carry a version number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import DeclarativeBase, Session


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
