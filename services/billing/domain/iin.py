"""The IIN in a free text, by its check digit (R14.3)."""

from __future__ import annotations

import re

_TWELVE = re.compile(r"(?<!\d)\d{12}(?!\d)")
_WEIGHTS = (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))


def iins_in(text: str) -> tuple[str, ...]:
    """The numbers of twelve digits whose check digit fits; the others are ignored (D16)."""
    return tuple(dict.fromkeys(found for found in _TWELVE.findall(text) if _fits(found)))


def _fits(number: str) -> bool:
    digits = [int(digit) for digit in number]
    for weights in _WEIGHTS:
        remainder = sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11
        if remainder < 10:
            return remainder == digits[11]
    return False
