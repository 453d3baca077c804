"""Charts as plain SVG: the numbers that a template draws; a table with the same data stands beside each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.money import Money

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 240, 56, 40, 12


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar, or a point of a line."""

    x: float
    y: float
    width: float
    height: float
    series: int
    value: Any
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything a template needs to draw a chart."""

    kind: str
    marks: Sequence[Mark]
    lines: Sequence[str]
    ticks: Sequence[tuple[float, float]]
    labels: Sequence[tuple[float, str]]
    series: Mapping[str, Sequence[Any]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


def draw(kind: str, labels: Sequence[str], series: Mapping[str, Sequence[Any]]) -> Drawing:
    """Lay out bars or lines from zero to a round number above the highest value."""
    if kind not in ("bar", "line"):
        raise ValueError(kind)
    values = [_number(value) for row in series.values() for value in row]
    top = _round_top(max(values, default=0.0))
    slot = (WIDTH - LEFT - 8) / max(1, len(labels))
    marks = [
        _mark(kind, place, number, len(series), slot, top, value, label)
        for number, row in enumerate(series.values())
        for place, (label, value) in enumerate(zip(labels, row, strict=True))
    ]
    lines = [_line(marks, number) for number in range(len(series))] if kind == "line" else []
    ticks = [(_height(top * part / 4, top), top * part / 4) for part in range(5)]
    step = -(-len(labels) // 12)
    middles = [(LEFT + (place + 0.5) * slot, label) for place, label in enumerate(labels) if place % max(1, step) == 0]
    return Drawing(kind, marks, lines, ticks, middles, series)


def _mark(kind: str, place: int, number: int, rows: int, slot: float, top: float, value: Any, label: str) -> Mark:
    y = _height(_number(value), top)
    if kind == "line":
        return Mark(round(LEFT + (place + 0.5) * slot, 1), y, 0, 0, number, value, label)
    width = slot * 0.7 / rows
    x = LEFT + place * slot + slot * 0.15 + number * width
    return Mark(round(x, 1), y, round(max(width - 1, 1), 1), round(HEIGHT - BOTTOM - y, 1), number, value, label)


def _line(marks: Sequence[Mark], number: int) -> str:
    return " ".join(f"{mark.x},{mark.y}" for mark in marks if mark.series == number)


def _height(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP), 1)


def _number(value: Any) -> float:
    if isinstance(value, Money):
        return float(value.tenge)
    return float(value) if isinstance(value, (int, float, Decimal)) else 0.0


def _round_top(highest: float) -> float:
    """The next of 1, 2, 4, 5, 8 times a power of ten, so that four steps are round numbers."""
    if highest <= 0:
        return 4.0
    power = 10.0 ** (len(str(int(highest))) - 1) if highest >= 1 else 1.0
    return next(factor * power for factor in (0.4, 0.8, 1, 2, 4, 6, 8, 10) if factor * power >= highest)
