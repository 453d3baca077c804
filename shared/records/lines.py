"""Reading the CSV files of a source line by line: what can't be taken becomes a row of the report, nothing stops it."""

from __future__ import annotations

import csv
from collections.abc import Container, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from shared.records.model import ReportRow

if TYPE_CHECKING:
    from _csv import Reader

Line = dict[str, str]
LEFT_OUT = "the line was left out"


class SourceUnreadable(Exception):
    """A file of the source is not there, or lacks columns: nothing of it can be taken."""


class Report:
    """What could not be taken as it stood, in the order in which it was met."""

    def __init__(self) -> None:
        self.rows: list[ReportRow] = []

    def add(self, file: str, line: int, why: str, done: str = LEFT_OUT) -> None:
        """Note a line."""
        self.rows.append(ReportRow(file, line, why, done))


def lines(folder: Path, file: str, columns: tuple[str, ...], report: Report) -> Iterator[tuple[int, Line]]:
    """Each line of a file with its number; the header is line 1.

    Raises SourceUnreadable when the file is not there or its header lacks a column.
    """
    with _opened(folder / file) as text:
        reader = csv.reader(text)
        header = next(reader, [])
        if missing := [name for name in columns if name not in header]:
            raise SourceUnreadable(f"{file} lacks the columns {', '.join(missing)}")
        for number, cells in _cells(reader, file, report):
            if len(cells) == len(header):
                yield number, dict(zip(header, cells, strict=True))
            elif cells:
                report.add(file, number, f"{len(cells)} values where the header names {len(header)}")


def whole_number(line: Line, column: str) -> int:
    """The whole number in a column. Raises ValueError that says what stands there instead."""
    try:
        return int(line[column])
    except ValueError:
        raise ValueError(f"{column} is no whole number: {line[column]!r}") from None


def day_or_none(line: Line, column: str) -> int | None:
    """The offset in days in a column, None where it is empty."""
    return whole_number(line, column) if line[column].strip() else None


def one_of(line: Line, column: str, known: Container[str]) -> str:
    """The word in a column, if it is a known one."""
    if line[column] not in known:
        raise ValueError(f"{column} is unknown: {line[column]!r}")
    return line[column]


def _opened(path: Path) -> TextIO:
    try:
        return path.open(encoding="utf-8-sig", errors="replace", newline="")
    except OSError as problem:
        raise SourceUnreadable(f"{path.name} can't be read: {problem.strerror}") from None


def _cells(reader: Reader, file: str, report: Report) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line; one that is no CSV is reported and the next is read."""
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            report.add(file, reader.line_num, f"not CSV: {problem}")
        else:
            yield reader.line_num, cells
