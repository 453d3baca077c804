"""One line of the report: a figure beside its reference, both measured in the same run."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """Medians of pairs; ``ratio`` is the median of the pairs' ratios, so that a slow minute hits both sides."""

    name: str
    unit: str
    reference: str
    pairs: Sequence[tuple[float, float]]
    """(ours, the reference's), a run each."""
    beside: dict[str, Any] = field(default_factory=dict)
    """What else was seen."""

    @property
    def value(self) -> float:
        return statistics.median(ours for ours, _ in self.pairs)

    @property
    def reference_value(self) -> float:
        return statistics.median(theirs for _, theirs in self.pairs)

    @property
    def ratio(self) -> float:
        return statistics.median(ours / theirs for ours, theirs in self.pairs)

    def as_json(self) -> dict[str, Any]:
        """As `report.json` has it."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "reference": self.reference,
            "reference_value": self.reference_value,
            "ratio": self.ratio,
            "runs": len(self.pairs),
            **self.beside,
        }

    def __str__(self) -> str:
        seen = ", ".join(f"{name} {value}" for name, value in self.beside.items())
        return (
            f"{self.name:34} {self.value:>9.1f} {self.unit:15} {self.reference}: {self.reference_value:.1f}"
            f"  ratio {self.ratio:.2f}  (median of {len(self.pairs)}){'  ' + seen if seen else ''}"
        )
