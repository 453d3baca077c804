"""The grids in which a teacher types marks: what was typed stays, and every impossible value is named in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.grading.domain.marks import read_mark
from services.grading.domain.outcome import Appearance
from services.grading.domain.reasons import Reason
from services.grading.queries.sheets import ListLine
from services.grading.usecases.marks import ExamEntry
from shared.i18n import show_mark
from shared.web import current_language, t


@dataclass(frozen=True, slots=True)
class GridRow:
    """A student's row as it stands in the form."""

    line: ListLine
    mark: str
    appearance: str = ""
    error: str = ""


@dataclass(slots=True)
class Grid:
    """A form of many rows, and what the office refused of it."""

    rows: list[GridRow]
    reasons: list[dict[str, str]] = field(default_factory=list)

    @property
    def wrong(self) -> list[GridRow]:
        return [row for row in self.rows if row.error]


def of_attestation(lines: Sequence[ListLine], nth: int) -> Grid:
    """The grid as the list stands."""
    return Grid([GridRow(line, _written(line.attestations[nth - 1])) for line in lines])


def of_exam(lines: Sequence[ListLine]) -> Grid:
    """The grid as the examination sheet stands; who is not admitted, or fixed by an act, has no field."""
    return Grid([GridRow(line, _written(line.exam), _odd(line.appearance)) for line in lines])


def read_attestation(lines: Sequence[ListLine], typed: Mapping[str, str]) -> tuple[Grid, dict[UUID, Decimal | None]]:
    """What was typed, with its errors, and the marks that can be read."""
    rows, marks = [], {}
    for line in lines:
        text = typed.get(f"mark-{line.student_id}", "").strip()
        mark, error = _read(text)
        rows.append(GridRow(line, text, error=error))
        marks[line.student_id] = mark
    return Grid(rows), marks


def read_exam(lines: Sequence[ListLine], typed: Mapping[str, str]) -> tuple[Grid, dict[UUID, ExamEntry]]:
    """What was typed on the examination sheet, with its errors, and the entries that can be read."""
    rows, entries = [], {}
    for line in (line for line in lines if not line.fixed):
        text, chosen = (typed.get(f"{name}-{line.student_id}", "").strip() for name in ("mark", "appearance"))
        mark, error = _read(text)
        if chosen not in ("", Appearance.DID_NOT_APPEAR):
            error = t("form.not_a_choice")
        rows.append(GridRow(line, text, chosen, error))
        if not error:
            entries[line.student_id] = ExamEntry(mark, Appearance(chosen) if chosen else None)
    fixed = [GridRow(line, "") for line in lines if line.fixed]
    order: dict[Any, int] = {line.student_id: place for place, line in enumerate(lines)}
    return Grid(sorted([*rows, *fixed], key=lambda row: order[row.line.student_id])), entries


def _read(text: str) -> tuple[Decimal | None, str]:
    if not text:
        return None, ""
    found = read_mark(text)
    return (None, t(f"reason.{found.code}", **found.params)) if isinstance(found, Reason) else (found, "")


def _written(mark: Decimal | None) -> str:
    return "" if mark is None else show_mark(mark, current_language())


def _odd(appearance: str | None) -> str:
    """A mark says by itself that he appeared."""
    return "" if appearance in (None, Appearance.APPEARED) else appearance
