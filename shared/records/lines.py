"""Reading the CSV files of a source line by line: what can't be taken becomes a row of the report, nothing stops it."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from shared.records.model import ReportRow

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


def taken[T](  # placeholder
): ...
