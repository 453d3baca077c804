"""Typed values of a notice: what stands before the first colon says how a language prints what stands behind it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

Value = str | int | Decimal | date | datetime


@dataclass(frozen=True, slots=True)
class Amount:
    """Tenge, in machine form."""

    tenge: str


@dataclass(frozen=True, slots=True)
class TextKey:
    """A text that has a key of its own."""

    key: str


def value_of(written: str) -> Value | Amount | TextKey:
    """The value that a parameter carries; what can't be read as its prefix says is shown as it stands."""
    kind, colon, rest = written.partition(":")
    if not colon:
        return written
    try:
        return _typed(kind, rest, written)
    except (ValueError, InvalidOperation):
        return written


def _typed(kind: str, rest: str, written: str) -> Value | Amount | TextKey:
    match kind:
        case "money":
            Decimal(rest)
            return Amount(rest)
        case "date":
            return date.fromisoformat(rest)
        case "moment":
            return datetime.fromisoformat(rest)
        case "number":
            return Decimal(rest) if "." in rest else int(rest)
        case "text":
            return TextKey(rest)
        case _:
            return written
