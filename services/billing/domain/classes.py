"""Readable, dated rules by which lines outside the office's services go to a clearing account (R14.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from services.billing.domain.look_alikes import shape
from services.billing.domain.statements import Line


@dataclass(frozen=True, slots=True)
class ClassRule:
    """Of incoming or outgoing lines, those of which one of the words stands in the purpose or the other side's name.

    ``purpose_codes`` (КНП) narrows it to these codes where it is not empty; without words the code alone decides.
    """

    number: int
    titles: Mapping[str, str]
    """By language."""
    incoming: bool
    words: tuple[str, ...]
    purpose_codes: tuple[str, ...]
    valid_from: date
    valid_until: date | None = None
    unless_words: tuple[str, ...] = ()
    """Words of our own services: with one of them the line waits in the queue instead."""

    def fits(self, line: Line) -> bool:
        """Whether the rule was in force on the day of the operation and speaks of this line."""
        if line.incoming is not self.incoming or line.operation_on < self.valid_from:
            return False
        if self.valid_until is not None and line.operation_on > self.valid_until:
            return False
        if self.purpose_codes and line.purpose_code not in self.purpose_codes:
            return False
        other = line.payer if line.incoming else line.payee
        text = shape(f"{line.purpose} {other.name}")
        if any(shape(word) in text for word in self.unless_words):
            return False
        return not self.words or any(shape(word) in text for word in self.words)


def first_fitting(line: Line, rules: Iterable[ClassRule]) -> ClassRule | None:
    """The rule with the lowest number that fits."""
    return min((rule for rule in rules if rule.fits(line)), key=lambda rule: rule.number, default=None)
