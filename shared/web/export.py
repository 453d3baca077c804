"""Tables as files: CSV that a spreadsheet opens rightly, XLSX with real numbers and dates."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from flask import Response

from shared.clock import ALMATY
from shared.money import Money
from shared.web.language import t
from shared.web.policy_words import policy_words

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(name: str, titles: Sequence[str], kinds: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """UTF-8 with a mark, semicolons; no cell can become a formula in the spreadsheet that opens it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(titles)
    for row in rows:
        writer.writerow([_cell(value, kind) for value, kind in zip(row, kinds, strict=True)])
    return _attached(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def as_xlsx(name: str, titles: Sequence[str], kinds: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """One sheet with a bold first row that stays in sight."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(name[:31])
        sheet.write_row(0, 0, titles, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        for line, row in enumerate(rows, start=1):
            for place, (value, kind) in enumerate(zip(row, kinds, strict=True)):
                sheet.write(line, place, _value(value, kind), formats.get(kind))
        sheet.autofit()
    return _attached(out.getvalue(), _XLSX, f"{name}.xlsx")


_FORMATS = {"money": "#,##0.00", "day": "dd.mm.yyyy", "moment": "dd.mm.yyyy hh:mm", "mark": "0.##"}


def _value(value: Any, kind: str) -> Any:
    if isinstance(value, Money):
        return float(value.tenge)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.astimezone(ALMATY).replace(tzinfo=None)
    if value is None or (isinstance(value, (int, date)) and kind != "flag"):
        return value
    return _word(value, kind)


def _cell(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(ALMATY).strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    text = _word(value, kind)
    harmless = isinstance(value, (int, Decimal, Money)) or not text.startswith(_FORMULA)
    return text if harmless else f"'{text}"


def _word(value: Any, kind: str) -> str:
    if kind == "badge":
        return t(f"status.{value}")
    if kind == "policy":
        return policy_words(value)
    if kind == "flag":
        return t("word.yes" if value else "word.no")
    return str(value)


def _attached(body: bytes, mimetype: str, name: str) -> Response:
    return Response(body, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
