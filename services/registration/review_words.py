"""What sources say in a review by codes, in the words of a language: the same on pages and on paper (R11.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shared.i18n import meant, show, texts

CODES = frozenset(
    ("status", "reason", "closed_because", "state", "way", "funding", "cured", "before", "now", "sheet", "why")
)
"""What a fact says by a code of its source."""
KEYS = frozenset({"case"})
"""What only programs read."""
FIRST = ("course", "number", "before", "now", "mark", "percent", "missed", "held", "status", "state", "reason")
"""What is read first of a fact; the rest as its source has it."""
WORDS = ("review_code", "status", "debt_reason", "standing", "reason")
"""Where the words of a code may stand."""


def in_words(says: Mapping[str, Any], language: str) -> str:
    """``course: MATH 1; mark: F; on: 12 June 2026``; what is not known is left out."""
    return "; ".join(f"{_named(name, language)}: {value}" for name, value in _values(says, language))


def _values(says: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    for name, written in sorted(says.items(), key=lambda one: _place(one[0])):
        if written not in (None, "") and name not in KEYS:
            yield name, _coded(str(written), language) if name in CODES else show(meant(str(written)), language)


def _place(name: str) -> int:
    return FIRST.index(name) if name in FIRST else len(FIRST)


def _named(name: str, language: str) -> str:
    key = f"review_says.{name}"
    known = texts("registration")
    return known.text(language, key) if known.has(key) else name.replace("_", " ")


def _coded(codes: str, language: str) -> str:
    """One code, or several one after the other."""
    return ", ".join(_word(code, language) for code in codes.split(", "))


def _word(code: str, language: str) -> str:
    known = texts("registration")
    keys = (f"{group}.{code}" for group in WORDS)
    return next((known.text(language, key) for key in keys if known.has(key)), code.replace("_", " "))
