"""Words that name a person, replaced wherever a service's schema holds them (design: Data, money, proof).

Tables whose rows never change (a trigger stands before them: books, bank files, seals, orders, registers) keep what
they hold: these are the papers that stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.contracts.anonymity import PersonAnonymised
from shared.contracts.registration import PersonChanged

BLANK = "–"
SHORTEST = 5
COLUMNS = text(
    """SELECT c.table_name, c.column_name, c.data_type = 'jsonb' FROM information_schema.columns AS c
       JOIN information_schema.tables AS t USING (table_schema, table_name)
       WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
         AND c.data_type IN ('text', 'character varying', 'jsonb')
         AND has_table_privilege(quote_ident(c.table_schema) || '.' || quote_ident(c.table_name), 'UPDATE')
       ORDER BY 1, 2"""
)
KEPT = text(
    """SELECT DISTINCT c.relname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
       WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal AND (t.tgtype & 16) > 0"""
)


def kept_tables(session: Session) -> set[str]:
    """Tables of this service whose rows are guarded against changes: their papers stay."""
    return set(session.scalars(KEPT))


def sweep(session: Session, words: Iterable[str]) -> None:
    """Replace the words in every text that may be changed, the longest first; too short ones could mean anything."""
    found = sorted({word for word in words if len(word) >= SHORTEST and not set(word) & {'"', "\\"}}, key=len)[::-1]
    if not found:
        return
    kept, quoted = kept_tables(session), session.get_bind().dialect.identifier_preparer.quote
    columns: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for table, column, is_json in session.execute(COLUMNS):
        if table not in kept:
            columns[table].append((quoted(column), is_json))
    for table, named in columns.items():
        session.execute(text(_update(quoted(table), named, len(found))), _params(found))


def blank(event: PersonAnonymised) -> PersonChanged:
    """The person as every copy holds him from now on: called by his number, without an address."""
    return PersonChanged(event.person_id, event.version_no, event.called, "", "", event.language, silenced=True)


def _update(table: str, columns: Sequence[tuple[str, bool]], words: int) -> str:
    sets = ", ".join(f"{column} = {_replaced(column, is_json, words)}" for column, is_json in columns)
    hits = " OR ".join(f"strpos({column}::text, :w{nth}) > 0" for column, _ in columns for nth in range(words))
    return f"UPDATE {table} SET {sets} WHERE {hits}"


def _replaced(column: str, is_json: bool, words: int) -> str:
    made = f"{column}::text"
    for nth in range(words):
        made = f"replace({made}, :w{nth}, :blank)"
    return f"({made})::jsonb" if is_json else made


def _params(words: Sequence[str]) -> dict[str, str]:
    return {"blank": BLANK, **{f"w{nth}": word for nth, word in enumerate(words)}}
