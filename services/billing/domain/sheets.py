"""A table as a file, CSV or XLSX, as rows of texts: what providers send as their registers (D17)."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

MOST_UNPACKED = 50_000_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FIRST = re.compile(r"xl/worksheets/sheet\d+\.xml")
Rows = list[list[str]]


class NotATable(Exception):
    """Neither a CSV nor an XLSX file."""


def rows_of(content: bytes) -> Rows:
    """The rows of the file's first sheet, empty ones left out; raises NotATable."""
    rows = _xlsx(content) if content[:2] == b"PK" else _csv(content)
    return [row for row in rows if any(row)]


def _csv(content: bytes) -> Rows:
    text = _text(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise NotATable from error


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotATable


def _xlsx(content: bytes) -> Rows:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            if sum(part.file_size for part in book.infolist()) > MOST_UNPACKED:
                raise NotATable
            names = sorted(
                (name for name in book.namelist() if _FIRST.fullmatch(name)), key=lambda name: (len(name), name)
            )
            shared = _shared(book)
            return [_row(row, shared) for row in Xml.fromstring(book.read(names[0])).iter(f"{_MAIN}row")]
    except (zipfile.BadZipFile, Xml.ParseError, IndexError, KeyError, ValueError) as error:
        raise NotATable from error


def _shared(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return [_words(one) for one in Xml.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{_MAIN}si")]


def _row(row: Xml.Element, shared: list[str]) -> list[str]:
    cells = dict(_cells(row, shared))
    return [cells.get(nth, "") for nth in range(max(cells, default=-1) + 1)]


def _cells(row: Xml.Element, shared: list[str]) -> Iterator[tuple[int, str]]:
    for nth, cell in enumerate(row.iter(f"{_MAIN}c")):
        value = cell.findtext(f"{_MAIN}v") or ""
        if cell.get("t") == "s":
            value = shared[int(value)]
        elif cell.get("t") == "inlineStr":
            value = _words(cell)
        yield _place(cell.get("r", ""), nth), value.strip()


def _words(element: Xml.Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{_MAIN}t"))


def _place(reference: str, otherwise: int) -> int:
    """``C7`` is the third column."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if letters is None:
        return otherwise
    place = 0
    for letter in letters.group():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
