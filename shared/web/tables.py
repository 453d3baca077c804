"""Tables of the pages: declare columns over a select, get search, sort, paging and export.

Only declared columns can be sorted by, searched in or exported; everything stands in the address, so a view of a table
can be sent to a colleague and works without JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from shared.i18n import folded
from shared.web.export import as_csv, as_xlsx
from shared.web.language import t
from shared.web.pages import render

Expression = ColumnElement[Any] | InstrumentedAttribute[Any]
SIZES = (25, 50, 100, 250)
EXPORT_LIMIT = 100_000
_ONE_WORD = re.compile(r"(?=.*\d)[\w-]+")


@dataclass(frozen=True)
class Column:
    """One column: ``key`` is the label in the select, ``title`` a text key.

    Kinds: text, number, mark, money, day, moment, badge (a status code), flag (yes or no), policy. ``words`` says a
    value in the reader's language, on the page and in exports.
    """

    key: str
    title: str
    kind: str = "text"
    sort: Expression | None = None
    link: Callable[[Any], str | None] | None = None
    export: bool = True
    words: Callable[[Any], str] | None = None

    def value(self, row: Any) -> Any:
        found = row[self.key] if isinstance(row, Mapping) else getattr(row, self.key)
        return found if self.words is None or found is None else self.words(found)

    @property
    def is_figure(self) -> bool:
        return self.kind in ("number", "mark", "money")

    def is_number_of(self, value: Any) -> bool:
        """Whether this is the number of a paper, or a day: it is not broken at its hyphens."""
        return self.kind == "day" or (isinstance(value, str) and len(value) <= 20 and bool(_ONE_WORD.fullmatch(value)))


@dataclass(frozen=True)
class Asked:
    """What the address asks of one table."""

    search: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    size: int = SIZES[1]
    export: str = ""

    @classmethod
    def of_request(cls, name: str, default_sort: str) -> Asked:
        given = {key: request.args.get(f"{name}-{key}", "") for key in ("q", "sort", "page", "size", "export")}
        sort = given["sort"] or default_sort
        size = int(given["size"]) if given["size"] in map(str, SIZES) else SIZES[1]
        page = int(given["page"]) if given["page"].isascii() and given["page"].isdigit() else 1
        page = min(max(page, 1), 1_000_000)
        return cls(given["q"][:100].strip(), sort.lstrip("-"), sort.startswith("-"), page, size, given["export"])


@dataclass(frozen=True)
class TableView:
    """A table as it is shown: rows of one page, and the addresses of everything that can be clicked."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Any]
    total: int
    asked: Asked
    searchable: bool = False
    empty: str = "table.empty"
    whole: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.asked.size))

    def address(self, **changes: Any) -> str:
        """This page's address with these of the table's parameters changed; None drops one."""
        given = {key: value for key, value in request.args.items() if key != f"{self.name}-export"}
        for key, value in changes.items():
            given.pop(f"{self.name}-{key}", None)
            if value is not None:
                given[f"{self.name}-{key}"] = value
        return f"{request.path}?{urlencode(given)}" if given else request.path

    def sort_address(self, column: Column) -> str:
        turned = self.asked.sort == column.key and not self.asked.descending
        return self.address(sort=f"-{column.key}" if turned else column.key, page=None)

    def kept(self) -> list[tuple[str, str]]:
        """Parameters that a new search keeps."""
        dropped = {f"{self.name}-{key}" for key in ("q", "page", "export")}
        return [(key, value) for key, value in request.args.items() if key not in dropped]


@dataclass(frozen=True, init=False)
class DataTable:
    """A table's declaration."""

    name: str
    columns: tuple[Column, ...]
    search: tuple[Expression, ...] = ()
    sort: str = ""
    empty: str = "table.empty"
    _by_key: Mapping[str, Column] = field(default_factory=dict)

    def __init__(
        self, name: str, *columns: Column, search: Sequence[Expression] = (), sort: str = "", empty: str = "table.empty"
    ) -> None:
        for key, value in (
            ("name", name),
            ("columns", columns),
            ("search", tuple(search)),
            ("sort", sort),
            ("empty", empty),
            ("_by_key", {column.key: column for column in columns}),
        ):
            object.__setattr__(self, key, value)

    def answer(self, session: Session, query: Select[*tuple[Any, ...]], template: str, **values: Any) -> Response:
        """The page with this table, or the file that was asked for."""
        view = self.read(session, query)
        if view.asked.export in ("csv", "xlsx"):
            return self.file(view)
        return render(template, table=view, **values)

    def read(self, session: Session, query: Select[*tuple[Any, ...]]) -> TableView:
        """What the address asks of this select: found, sorted, one page of it."""
        asked = Asked.of_request(self.name, self.sort)
        query = self._found(query, asked.search)
        total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
        rows = session.execute(self._window(self._sorted(query, asked), asked)).all()
        return TableView(self.name, self.columns, rows, total, asked, bool(self.search), self.empty)

    def of_rows(self, rows: Sequence[Any]) -> TableView:
        """A view of rows in hand: all of them, as they stand."""
        asked = Asked(size=max(1, len(rows)))
        return TableView(self.name, self.columns, rows, len(rows), asked, empty=self.empty, whole=True)

    def file(self, view: TableView) -> Response:
        """The rows as CSV or XLSX, with the titles of the caller's language."""
        columns = [column for column in self.columns if column.export]
        write = as_xlsx if view.asked.export == "xlsx" else as_csv
        titles = [t(column.title) for column in columns]
        rows = ([column.value(row) for column in columns] for row in view.rows)
        return write(self.name, titles, [column.kind for column in columns], rows)

    def _found(self, query: Select[*tuple[Any, ...]], wanted: str) -> Select[*tuple[Any, ...]]:
        if not (wanted and self.search):
            return query
        for word in folded(wanted).split():
            query = query.where(or_(*(column.contains(word, autoescape=True) for column in self.search)))
        return query

    def _sorted(self, query: Select[*tuple[Any, ...]], asked: Asked) -> Select[*tuple[Any, ...]]:
        column = self._by_key.get(asked.sort)
        if column is None or column.sort is None:
            return query
        by = column.sort.desc() if asked.descending else column.sort.asc()
        return query.order_by(None).order_by(by.nulls_last(), *query._order_by_clauses)

    def _window(self, query: Select[*tuple[Any, ...]], asked: Asked) -> Select[*tuple[Any, ...]]:
        if asked.export:
            return query.limit(EXPORT_LIMIT)
        return query.limit(asked.size).offset((asked.page - 1) * asked.size)
